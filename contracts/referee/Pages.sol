// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";

/// @notice The pages of one operand that have been read.
struct Pages {
    /// Where in calldata they begin, and where the evidence ends.
    uint256 at;
    uint256 end;
    uint256 byteLength;
    uint256 count;
    uint256[] indices;
}

using PageReader for Pages global;

/// @title Reads pages that stand in calldata one after the other
/// @notice The pages follow from what is read, so the evidence does not name them.
library PageReader {
    /// @notice Where in calldata a stretch of a tensor's bytes stands.
    /// @param from the first byte, not on a page before the last one read
    /// @param length how many bytes, at least one
    function locate(Pages memory self, uint256 from, uint256 length) internal pure returns (uint256 offset) {
        // Unchecked, because places in tensors are below 2^152, six dimensions of 2^24 times attributes of 2^31 at most, and an
        // index is written only within the capacity that what was sent allows. It is done for each pixel of a window.
        unchecked {
            // INVARIANT: no element is computed from bytes that are not the tensor's.
            if (from + length > self.byteLength) revert IReferee.ReadOutsideTensor(from, length, self.byteLength);
            uint256 count = self.count;
            uint256 page = from >> 8;
            offset = self.at + (count << 8) + (from & 0xff);
            if (count != 0) {
                uint256 previous = self.indices[count - 1];
                // INVARIANT: pages stand in ascending order, each once, as the proof takes them.
                if (page < previous) revert IReferee.PagesNotAscending(page, previous);
                if (page == previous) {
                    offset -= 256;
                    ++page;
                }
            }
            // INVARIANT: what is read was sent. This bounds the loop below as well.
            if (offset + length > self.end)
                revert IReferee.EvidenceTooShort(self.end - self.at, offset + length - self.at);
            uint256[] memory indices = self.indices;
            for (uint256 last = (from + length - 1) >> 8; page <= last; ++page) {
                indices[count] = page;
                ++count;
            }
            self.count = count;
        }
    }
}
