// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Step} from "./Step.sol";

/// @notice A kernel along one axis of an image: its element k lies at `origin + k * dilation`, which is in the image for k from
/// `first` up to, not including, `end`.
struct Window {
    int256 origin;
    uint256 dilation;
    uint256 first;
    uint256 end;
}

/// @title How a kernel moves over an image
library Windows {
    /// @notice The kernel along one axis, for one position of the output.
    /// @param step whose attributes have, from position `at` on, strides[2], pads[4], dilations[2]
    /// @param axis 0 for height, 1 for width
    /// @param output the output's position along the axis
    /// @param kernel how many elements the kernel has along it
    /// @param size how long the image is along it
    function along(
        Step memory step,
        uint256 at,
        uint256 axis,
        uint256 output,
        uint256 kernel,
        uint256 size
    ) internal pure returns (Window memory window) {
        uint256 start = output * step.size(at + axis, 1);
        uint256 pad = step.size(at + 2 + axis, 0);
        uint256 dilation = step.size(at + 6 + axis, 1);
        window.origin = int256(start) - int256(pad);
        window.dilation = dilation;
        if (start < pad) window.first = (pad - start + dilation - 1) / dilation;
        if (size + pad > start) window.end = (size + pad - start - 1) / dilation + 1;
        if (window.end > kernel) window.end = kernel;
        if (window.first > window.end) window.first = window.end;
    }

    /// @notice Where in the image the kernel's element k lies. The element must be inside the image.
    function position(Window memory window, uint256 k) internal pure returns (uint256) {
        // Unchecked, because the three are attributes or made of one attribute and a dimension; it is done for each pixel.
        unchecked {
            return uint256(window.origin + int256(k * window.dilation));
        }
    }
}
