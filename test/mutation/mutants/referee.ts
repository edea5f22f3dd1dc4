import { type Mutant, mutantsOf } from '../Mutant.ts'

const GOLDEN = ['referee/RefereeGolden', 'referee/RefereeSteps']
const STEPS = ['referee/RefereeSteps', 'referee/RefereeGolden']
const PROOFS = [
  'referee/RefereeProofs',
  'referee/RefereeLibraries',
  'referee/RefereeSteps',
  'referee/RefereeGolden',
]
const WIDE = ['referee/RefereeWide', 'referee/RefereeWideSteps', 'referee/RefereeGolden']
const WIDE_STEPS = ['referee/RefereeWideSteps']
const LIBRARIES = ['referee/RefereeLibraries', 'referee/RefereeGolden', 'referee/RefereeSteps']

export const REFEREE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    'referee/RefereeBase.sol',
    [...PROOFS],
    [
      [
        "a step stands behind the program's end",
        'if (stepIndex >= stepCount) revert StepOutOfRange(stepIndex, stepCount);',
        '',
      ],
      [
        'a step reads itself',
        'decoded.operands[i].step >= stepIndex)',
        'decoded.operands[i].step > stepIndex)',
      ],
      [
        'a step reads later ones',
        '                revert OperandNotEarlier(decoded.operands[i].step, stepIndex);',
        '{}',
      ],
      [
        'a step produces weights by the referee',
        'if (decoded.output.dtype == I8) revert OutputTypeMismatch(I8);',
        '',
      ],
      [
        'an element behind the tensor is computed',
        'if (element >= count) revert ElementOutOfRange(element, count);',
        '',
        { tests: STEPS },
      ],
      ['evidence is believed unseen', '        shown.finish();\n', ''],
    ],
  ),
  ...mutantsOf('referee/Referee.sol', GOLDEN, [
    ['an unknown op computes something', 'revert UnknownOp(op);', 'return 0;', { tests: STEPS }],
    [
      'two ops change places',
      'if (op == _ADD) return Add.element',
      'if (op == _ADD) return Mul.element',
    ],
    [
      'wide ops are not passed on',
      'if (step.length > 0 && uint8(step[0]) > _EMBEDDING) _forward();',
      '',
    ],
    ['an error of a wide op is an answer', 'if iszero(success) {', 'if 0 {', { tests: WIDE }],
  ]),
  ...mutantsOf('referee/Step.sol', STEPS, [
    [
      'a step goes on behind its end',
      'if (at != encoding.length) revert IReferee.StepTooLong(encoding.length, at);',
      '',
    ],
    [
      'any number of operands',
      'if (self.operands.length != operands) revert IReferee.OperandCountMismatch(self.operands.length, operands);',
      '',
    ],
    [
      'any number of attributes',
      '            revert IReferee.AttributeCountMismatch(self.attributes.length, attributes);',
      '{}',
    ],
    [
      'an operand of another type',
      'if (found.tensor.dtype != dtype) revert IReferee.OperandTypeMismatch(position, found.tensor.dtype);',
      '',
    ],
    [
      'an operand of another rank',
      'if (found.tensor.shape.length != rank) revert IReferee.OperandShapeMismatch(position);',
      '',
    ],
    [
      'attributes have no bounds',
      'if (value < low || value > high) revert IReferee.AttributeOutOfRange(position, value);',
      '',
    ],
    [
      'attributes are not negative',
      'int32(uint32(_number(encoding, at, 4)))',
      'int64(uint64(_number(encoding, at, 4)))',
      { tests: GOLDEN },
    ],
    ['an operand of an unknown kind', '            revert IReferee.UnknownOperandKind(kind);', ''],
    [
      'an element of an unknown type',
      'if (dtype < U8 || dtype > I32) revert',
      'if (dtype < U8 || dtype > I32 + 1) revert',
    ],
    ['an element of type zero', 'if (dtype < U8 || dtype', 'if (dtype'],
    [
      'a tensor without dimensions',
      'if (rank == 0 || rank > MAX_RANK) revert',
      'if (rank > MAX_RANK) revert',
    ],
    ['a tensor of seven dimensions', 'rank > MAX_RANK) revert', 'rank > MAX_RANK + 1) revert'],
    ['a dimension of nothing', 'if (length == 0 || length', 'if (length'],
    [
      'a dimension is too long',
      'length > MAX_DIMENSION) revert',
      'length > MAX_DIMENSION + 1) revert',
    ],
    [
      'a step is read beyond its end',
      'if (at + width > encoding.length) revert IReferee.StepTruncated(encoding.length, at + width);',
      '',
    ],
    [
      'numbers of a step begin a bit late',
      'value := shr(sub(256, shl(3, width))',
      'value := shr(sub(257, shl(3, width))',
    ],
  ]),
  ...mutantsOf('referee/TensorType.sol', GOLDEN, [
    ['i32 tensors have one byte an element', 'return self.dtype == I32 ? 4 : 1;', 'return 1;'],
    [
      'the first dimension is not counted',
      'for (uint256 axis = 0; axis < shape.length; ++axis) count *= shape[axis];',
      'for (uint256 axis = 1; axis < shape.length; ++axis) count *= shape[axis];',
    ],
    ['the last dimension is the first', 'self.shape[self.shape.length - 1]', 'self.shape[0]'],
  ]),
  ...mutantsOf('referee/Evidence.sol', PROOFS, [
    [
      'the last page is always full',
      'pages.indices[count - 1] == width - 1 ? pages.byteLength - ((width - 1) << 8) : 256',
      '256',
      { tests: STEPS },
    ],
    [
      "the last page's length is that of all",
      'pages.indices[count - 1] == width - 1 ?',
      'width != 0 ?',
    ],
    [
      'pages are read beyond the evidence',
      'if (pagesEnd > self.end) revert IReferee.EvidenceTooShort(self.end - self.start, pagesEnd - self.start);',
      '',
    ],
    [
      'what fills the last page is left over',
      '                calldatacopy(page, calldatasize(), 256)\n',
      '',
      { tests: STEPS },
    ],
    [
      'a proof is read beyond the evidence',
      '        if (at > self.end) revert IReferee.EvidenceTooShort(self.end - self.start, at - self.start);\n        self.at = at;',
      '        self.at = at;',
      {
        survives:
          'finish compares the same end, which never goes back, so it refuses the same evidence; this check only says so earlier',
      },
    ],
    [
      "every operand is read at the evidence's begin",
      '        self.at = at;\n        _accept',
      '        _accept',
    ],
    [
      'elements of i32 lie a byte apart',
      'read(self, operand, element * 4, 4)',
      'read(self, operand, element, 4)',
      { tests: GOLDEN },
    ],
    [
      'trace roots are not compared',
      'if (found != self.traceRoot) revert IReferee.TraceRootMismatch(found, self.traceRoot);',
      '',
    ],
    [
      'evidence may be too short',
      'if (self.at > self.end) revert IReferee.EvidenceTooShort(self.end - self.start, self.at - self.start);',
      '',
    ],
    [
      'evidence may go on',
      'if (self.at < self.end) revert IReferee.EvidenceTooLong(self.end - self.start, self.at - self.start);',
      '',
    ],
    [
      'numbers in evidence are not negative',
      'value := signextend(3, value)',
      '',
      { tests: LIBRARIES },
    ],
    [
      'numbers in evidence are big-endian',
      'value := or(or(byte(0, word), shl(8, byte(1, word))), or(shl(16, byte(2, word)), shl(24, byte(3, word))))',
      'value := shr(224, word)',
      { tests: LIBRARIES },
    ],
    [
      "an operand's bytes are not compared with its root",
      'if (root != expected) revert IReferee.OperandRootMismatch(root, expected);',
      '',
    ],
    [
      'the input stands for weights',
      'operand.kind == FROM_INPUT ? self.inputRoot : operand.root',
      'self.inputRoot',
    ],
    [
      'one step has two roots',
      'if (self.roots[at - 1] != root) revert IReferee.StepRootsDiffer(operand.step, self.roots[at - 1], root);',
      '',
    ],
    [
      'a step that was shown twice is proved twice',
      '            return;\n        }\n        for (',
      '        }\n        for (',
    ],
    ['a shown step is forgotten', '        ++self.shown;\n', ''],
    [
      'shown steps are not in order',
      'while (at > 0 && self.steps[at - 1] > operand.step) --at;',
      '',
    ],
  ]),
  ...mutantsOf(
    'referee/MultiProof.sol',
    ['referee/RefereeLibraries', 'referee/RefereeProofs'],
    [
      [
        'padding is zero on every level of a proof',
        'padding = keccak256(abi.encode(padding, padding));',
        '',
      ],
      [
        'a level has half of its nodes, rounded down',
        'width = (width + 1) >> 1) {',
        'width = width >> 1) {',
      ],
      [
        'a left sibling is not read on',
        '                    mstore(0x00, calldataload(at))\n                    at := add(at, 0x20)',
        '                    mstore(0x00, calldataload(at))',
      ],
      [
        'a known sibling is asked for',
        'switch and(lt(read, count), eq(mload(add(indices, read)), add(index, 1)))',
        'switch 0',
      ],
      ['padding is asked for', 'if lt(add(index, 1), width) {', 'if 1 {'],
      [
        "parents keep their children's places",
        'mstore(add(indices, parents), shr(1, index))',
        'mstore(add(indices, parents), index)',
      ],
    ],
  ),
  ...mutantsOf(
    'referee/Pages.sol',
    [
      'referee/RefereeProofs',
      'referee/RefereeLibraries',
      'referee/RefereeSteps',
      'referee/RefereeGolden',
    ],
    [
      [
        'bytes behind the tensor are read',
        'if (from + length > self.byteLength) revert IReferee.ReadOutsideTensor(from, length, self.byteLength);',
        '',
      ],
      [
        "the tensor's last byte is not read",
        'if (from + length > self.byteLength) revert',
        'if (from + length >= self.byteLength) revert',
        { tests: STEPS },
      ],
      [
        'a stretch begins with its page',
        'offset = self.at + (count << 8) + (from & 0xff);',
        'offset = self.at + (count << 8);',
      ],
      [
        'pages come in any order',
        'if (page < previous) revert IReferee.PagesNotAscending(page, previous);',
        '',
      ],
      [
        'a page is read twice',
        '                if (page == previous) {',
        '                if (false) {',
      ],
      [
        'more is read than was sent',
        '                revert IReferee.EvidenceTooShort(self.end - self.at, offset + length - self.at);',
        '{}',
      ],
      [
        'a stretch of two pages shows one',
        'for (uint256 last = (from + length - 1) >> 8; page',
        'for (uint256 last = from >> 8; page',
      ],
      [
        'a stretch that ends with its page shows the next',
        'uint256 last = (from + length - 1) >> 8;',
        'uint256 last = (from + length) >> 8;',
      ],
    ],
  ),
  ...mutantsOf('referee/Positions.sol', GOLDEN, [
    [
      'axes are counted from the first',
      'position[axis - 1] = index % shape[axis - 1];\n            index /= shape[axis - 1];',
      'position[axis - 1] = index % shape[shape.length - axis];\n            index /= shape[shape.length - axis];',
    ],
    [
      'a place beyond an axis is one of another row',
      'if (position[axis] >= shape[axis]) revert IReferee.OperandShapeMismatch(operand);',
      '',
      { tests: STEPS },
    ],
    [
      'rows follow each other too closely',
      'index = index * shape[axis] + position[axis];',
      'index = index * (shape[axis] - 1) + position[axis];',
    ],
  ]),
  ...mutantsOf('referee/Requantize.sol', LIBRARIES, [
    [
      'negative shifts',
      'if (shift < 0 || shift > MAX_SHIFT)',
      'if (shift > MAX_SHIFT)',
      { tests: STEPS },
    ],
    [
      'shifts of any size',
      'int256 private constant MAX_SHIFT = 30;',
      'int256 private constant MAX_SHIFT = 31;',
      { tests: STEPS },
    ],
    [
      'subnormal multipliers',
      'int256 private constant LEAST_MULTIPLIER = 0x00800000;',
      'int256 private constant LEAST_MULTIPLIER = 0x007fffff;',
    ],
    [
      'a multiplier of 2^97',
      'int256 private constant GREATEST_MULTIPLIER = 0x6fffffff;',
      'int256 private constant GREATEST_MULTIPLIER = 0x70000000;',
    ],
    ['multipliers below zero', 'if (multiplier < LEAST_MULTIPLIER || ', 'if ('],
    [
      'floats of 23 bits',
      'uint256 private constant FLOAT_BITS = 24;',
      'uint256 private constant FLOAT_BITS = 23;',
    ],
    [
      'floats are cut off',
      'significand = roundHalfEven(value, exponent);',
      'significand = value >> exponent;',
    ],
    ['sums are not rounded before they are multiplied', '= toFloat(sum);', '= (sum, 0);'],
    [
      'products are not rounded before they become whole',
      'toFloat(significand * ((multiplier & 0x7fffff) | 0x800000));',
      '(significand * ((multiplier & 0x7fffff) | 0x800000), 0);',
    ],
    ['a multiplier has no leading bit', ' | 0x800000));', '));'],
    [
      'exponents are off by one',
      'raised < 150 ? roundHalfEven(significand, 150 - raised) : significand << (raised - 150)',
      'raised < 149 ? roundHalfEven(significand, 149 - raised) : significand << (raised - 149)',
    ],
    ["a sum's exponent is forgotten", 'raised += exponent + uint256(', 'raised += uint256('],
    [
      'sums are rounded down',
      'if (twiceRest > divisor || (twiceRest == divisor && rounded & 1 == 1)) ++rounded;',
      '',
    ],
    ['ties are rounded up', '(twiceRest == divisor && rounded & 1 == 1)', '(twiceRest == divisor)'],
    ['ties are rounded down', ' || (twiceRest == divisor && rounded & 1 == 1)) ++', ') ++'],
    ['ties go to the odd number', 'rounded & 1 == 1)', 'rounded & 1 == 0)'],
    ['sums are rounded toward zero', 'rounded = value >> shift;', 'rounded = value / divisor;'],
    ['elements have no lower bound', 'if (value < low) value = low;', '', { tests: GOLDEN }],
    [
      'elements have no upper bound',
      'return value > high ? high : value;',
      'return value;',
      { tests: GOLDEN },
    ],
    ['sums of i32 are rounded', 'if (step.output.dtype == I32) return sum;', '', { tests: GOLDEN }],
    [
      'an element forgets its zero point',
      'clamp(scaled(sum, multiplier) + attributes[last - 2], att',
      'clamp(scaled(sum, multiplier), att',
      { tests: GOLDEN },
    ],
    [
      "an element's bounds are swapped",
      'scaled(sum, multiplier) + attributes[last - 2], attributes[last - 1], attributes[last]',
      'scaled(sum, multiplier) + attributes[last - 2], attributes[last], attributes[last - 1]',
      { tests: GOLDEN },
    ],
    [
      'the zero point is added after rounding',
      'sum += attributes[last - 2] << uint256(shift);\n        return clamp(roundHalfEven(sum, uint256(shift)), att',
      'return clamp(roundHalfEven(sum, uint256(shift)) + attributes[last - 2], att',
      { tests: LIBRARIES },
    ],
    [
      'the zero point is not scaled',
      'attributes[last - 2] << uint256(shift);',
      'attributes[last - 2];',
      { tests: GOLDEN },
    ],
    [
      'a table of other channels',
      'if (shape[0] != step.output.lastDimension() || shape[1]',
      'if (shape[1]',
      { tests: STEPS },
    ],
    ['a table of three columns', ' || shape[1] != 2) revert', ') revert', { tests: STEPS }],
    [
      "all channels have the first one's row",
      'evidence.read(table, row * 8, 8)',
      'evidence.read(table, 0, 8)',
      { tests: GOLDEN },
    ],
    [
      'the bias is the multiplier',
      'multiplier = EvidenceReader.i32At(offset + 4);',
      'multiplier = bias;',
      { tests: GOLDEN },
    ],
  ]),
  ...mutantsOf('referee/DotProduct.sol', LIBRARIES, [
    ['weights are unsigned', 'sums(x, w, length, SIGNED);', 'sums(x, w, length, UNSIGNED);'],
    ['weights are off by one', 'length, zero, 128);', 'length, zero, 127);'],
    [
      'the lanes of bytes run over',
      'uint256 private constant TURN = 4096;',
      'uint256 private constant TURN = 8192;',
    ],
    [
      'products of later turns replace the first',
      'products += lanes >> 224;',
      'products = lanes >> 224;',
    ],
    [
      'sums of later turns replace the first',
      'leftSum += _total(lefts);',
      'leftSum = _total(lefts);',
    ],
    ['bytes behind the end are multiplied', 'if gt(add(left, 32), end) {', 'if 0 {'],
    [
      'a quarter of the products is missing',
      'lanes := add(lanes, mul(and(shr(24, a), BYTES_OF_32), and(shr(24, b), BYTES_OF_32)))',
      '',
    ],
    ['lanes stay in their order', 'b := or(shr(128, b), shl(128, b))', ''],
    [
      'half of the sums is missing',
      'lanes = (lanes & HALVES_OF_32) + ((lanes >> 16) & HALVES_OF_32);',
      'lanes = lanes & HALVES_OF_32;',
    ],
    [
      'zero points are multiplied once',
      'int256(products + length * leftZero * rightZero)',
      'int256(products + leftZero * rightZero)',
    ],
    [
      'zero points change places',
      'int256(leftSum * rightZero + rightSum * leftZero)',
      'int256(leftSum * leftZero + rightSum * rightZero)',
    ],
  ]),
  ...mutantsOf('referee/Rows.sol', LIBRARIES, [
    [
      'bytes behind a row are added',
      'total := add(total, add(and(word, HALVES_OF_32), and(shr(16, word), HALVES_OF_32)))',
      'total := add(total, and(word, HALVES_OF_32))',
    ],
    [
      'sums stay larger by 2^31 each',
      'sub(shr(192, mul(total, ONES_OF_64)), shl(31, count))',
      'shr(192, mul(total, ONES_OF_64))',
    ],
    [
      'squares of numbers without a sign',
      'let value := signextend(3, word)',
      'let value := and(0xffffffff, word)',
    ],
    ['the largest byte of half of the lanes', 'gt(width, 8)', 'gt(width, 16)'],
    ['the largest number of half of the lanes', 'found := larger(shr(128, found), found)\n', ''],
    [
      'the least is the largest',
      'int256(largestOfIntegers(at, count, DESCENDING))',
      'int256(largestOfIntegers(at, count, ASCENDING))',
    ],
  ]),
  ...mutantsOf('referee/Wide.sol', WIDE, [
    [
      'quotients of negative numbers go toward zero',
      '            --result;\n            rest += divisor;\n',
      '',
    ],
    ['quotients are always nearest', 'if (mode == 1) return result;', ''],
    ['quotients round ties up', '(2 * rest == divisor && result & 1 == 1)', '2 * rest == divisor'],
    ['shifts beyond 46', 'MAX_SHIFT = 46;', 'MAX_SHIFT = 47;', { tests: WIDE_STEPS }],
    [
      'bytes have the bounds of numbers',
      'bool isByte = step.output.dtype == U8;',
      'bool isByte = false;',
      { tests: WIDE_STEPS },
    ],
    [
      'bounds may be swapped',
      'step.attribute(last, low, greatest)',
      'step.attribute(last, least, greatest)',
      { tests: WIDE_STEPS },
    ],
    ['something grows', 'step.attribute(position, 0, 0);', '', { tests: WIDE_STEPS }],
    [
      'weights are numbers',
      'if (found.tensor.dtype == I8) revert IReferee.OperandTypeMismatch(position, I8);',
      '',
      { tests: WIDE_STEPS },
    ],
    [
      'any number of rows',
      'if (!fits) revert IReferee.OperandShapeMismatch(position);',
      '',
      { tests: WIDE_STEPS },
    ],
  ]),
  ...mutantsOf('referee/Blocks.sol', WIDE, [
    [
      'the last block is cut off',
      'uint256 blocks = (columns + size - 1) / size;',
      'uint256 blocks = columns / size;',
    ],
    ['the last block is as long as all', 'count = columns - before;', 'count = size;'],
    ['all blocks reach the end', 'if (count > size) count = size;', ''],
    ['rows are blocks', '(index / blocks) * columns + before', 'before'],
  ]),
  ...mutantsOf('referee/Windows.sol', GOLDEN, [
    [
      'a kernel does not move',
      'uint256 start = output * step.size(at + axis, 1);',
      'uint256 start = output;',
    ],
    [
      'height and width have one stride',
      'output * step.size(at + axis, 1);',
      'output * step.size(at, 1);',
    ],
    ['an image has no padding', 'uint256 pad = step.size(at + 2 + axis, 0);', 'uint256 pad = 0;'],
    [
      'padding at the end counts at the begin',
      'step.size(at + 2 + axis, 0)',
      'step.size(at + 4 + axis, 0)',
    ],
    [
      'kernels are not dilated',
      'uint256 dilation = step.size(at + 6 + axis, 1);',
      'uint256 dilation = 1;',
    ],
    [
      'the first element lies in the padding',
      'window.first = (pad - start + dilation - 1) / dilation;',
      'window.first = (pad - start) / dilation;',
      { tests: ['referee/RefereeLibraries'] },
    ],
    [
      'the last element of the image is left out',
      '(size + pad - start - 1) / dilation + 1;',
      '(size + pad - start - 1) / dilation;',
    ],
    ['a kernel never ends', 'if (window.end > kernel) window.end = kernel;', ''],
    [
      'a window in the padding is not empty',
      'if (window.first > window.end) window.first = window.end;',
      '',
      { tests: [...STEPS] },
    ],
    [
      'a position is not dilated',
      'uint256(window.origin + int256(k * window.dilation))',
      'uint256(window.origin + int256(k))',
    ],
  ]),
  ...mutantsOf('referee/Broadcast.sol', GOLDEN, [
    [
      'sums of i32 are added by bytes',
      'if (step.output.dtype != U8) revert IReferee.OutputTypeMismatch(step.output.dtype);',
      '',
      { tests: STEPS },
    ],
    [
      'the left operand is both',
      'right = readOne(step, 1, index, evidence);',
      'right = readOne(step, 0, index, evidence);',
    ],
    ['a dimension of 1 is not repeated', 'if (size != 1) {', 'if (size != 0) {'],
    [
      'other sizes than the output has are repeated',
      'else if (shape[axis] != 1) revert IReferee.OperandShapeMismatch(i);',
      '',
      { tests: WIDE_STEPS },
    ],
    [
      'an output that no operand has the size of',
      'if (made + 1 != 1 << output.length) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: WIDE_STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Add.sol', GOLDEN, [
    ['Add: the left zero point is missing', '(left - a[0]) * a[1]', 'left * a[1]'],
    ['Add: the right zero point is missing', '(right - a[2]) * a[3]', 'right * a[3]'],
    [
      'Add: multipliers change places',
      '(left - a[0]) * a[1] + (right - a[2]) * a[3]',
      '(left - a[0]) * a[3] + (right - a[2]) * a[1]',
    ],
    ['Add: the difference instead of the sum', ' + (right - a[2])', ' - (right - a[2])'],
    [
      'Add: the zero point is added after rounding',
      'Requantize.elementZeroFirst(step',
      'Requantize.element(step',
      { tests: LIBRARIES.concat(STEPS) },
    ],
  ]),
  ...mutantsOf('referee/ops/ArgMax.sol', LIBRARIES, [
    ["ArgMax: the row's place has no width", 'index * columns * width', 'index * columns'],
    [
      'ArgMax: every row is the first',
      'evidence.read(x, index * columns * width',
      'evidence.read(x, 0',
      { tests: GOLDEN },
    ],
    [
      'ArgMax: numbers are compared by bytes',
      'width == 1 ? firstOfBytes(at, columns) : firstOfIntegers(at, columns)',
      'firstOfBytes(at, columns)',
      { tests: STEPS },
    ],
    [
      'ArgMax: the last of equal bytes',
      'if gt(value, largest) {',
      'if iszero(lt(value, largest)) {',
    ],
    ['ArgMax: the last of equal numbers', 'if (value > largest) {', 'if (value >= largest) {'],
    ['ArgMax: the first byte is not compared', 'let k := 1', 'let k := 2'],
    [
      'ArgMax: weights are compared',
      'if (x.tensor.dtype == I8) revert IReferee.OperandTypeMismatch(0, I8);',
      '',
      { tests: STEPS },
    ],
    [
      'ArgMax: positions of one byte',
      'if (step.output.dtype != I32) revert IReferee.OutputTypeMismatch(step.output.dtype);',
      '',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/BatchMatMul.sol', GOLDEN, [
    [
      'BatchMatMul: a vector',
      'if (rank < 2) revert IReferee.OutputShapeMismatch();',
      'if (rank < 1) revert IReferee.OutputShapeMismatch();',
      { tests: STEPS },
    ],
    [
      'BatchMatMul: every matrix is multiplied by the first',
      '(row / step.output.shape[rank - 2]) * columns + (index % columns)',
      '(index % columns)',
    ],
    [
      'BatchMatMul: columns are rows',
      'uint256 row = index / columns;',
      'uint256 row = index % columns;',
    ],
    [
      'BatchMatMul: the multiplier is the zero point',
      'step.attributes[2]);',
      'step.attributes[1]);',
    ],
    [
      'BatchMatMul: the left zero point is missing',
      'uint256 leftZero = step.size(0, 0);',
      'uint256 leftZero = 0;',
    ],
    [
      'BatchMatMul: the right zero point is missing',
      'uint256 rightZero = step.size(1, 0);',
      'uint256 rightZero = 0;',
    ],
    [
      'BatchMatMul: rows of other lengths',
      'if (right.tensor.lastDimension() != inner) revert IReferee.OperandShapeMismatch(1);',
      '',
      { tests: STEPS },
    ],
    [
      'BatchMatMul: an output of other columns',
      'if (right.tensor.shape[rank - 2] != step.output.lastDimension()) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Concat.sol', GOLDEN, [
    [
      'Concat: an axis that is not there',
      'if (axis >= position.length) revert IReferee.AttributeOutOfRange(0, int256(axis));',
      '',
      { tests: STEPS },
    ],
    [
      'Concat: the second operand begins within the first',
      '            position[axis] -= size;\n',
      '',
    ],
    [
      'Concat: the first operand goes on too long',
      'if (position[axis] < size)',
      'if (position[axis] <= size)',
    ],
    [
      'Concat: what is in no operand is zero',
      'revert IReferee.OutputShapeMismatch();',
      'return 0;',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Conv2d.sol', GOLDEN, [
    [
      'Conv2d: an output of another rank',
      'if (step.output.shape.length != 4) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: STEPS },
    ],
    [
      'Conv2d: the bias is all',
      'sum += _products(step, patch, position[3], evidence);',
      '_products(step, patch, position[3], evidence);',
    ],
    [
      'Conv2d: the bias is missing',
      'sum += _products(step, patch, position[3], evidence);',
      'sum = _products(step, patch, position[3], evidence);',
    ],
    [
      'Conv2d: every channel has the first kernel',
      'evidence.read(step.operands[1], channel * length, length);',
      'evidence.read(step.operands[1], 0, length);',
    ],
    [
      'Conv2d: a kernel has one row',
      'uint256 weights = patch.weights + row * patch.kernelRow;',
      'uint256 weights = patch.weights;',
      { tests: STEPS },
    ],
    ['Conv2d: an image has one row', '+ Windows.position(patch.rows, row) * patch.rowBytes;', ';'],
    ['Conv2d: a kernel has one column', 'weights + column * patch.channels', 'weights'],
    ['Conv2d: pixels lie a byte apart', '* patch.pixelBytes, length);', ', length);'],
    [
      'Conv2d: the zero point of the input is missing',
      'patch.inputZero = step.size(INPUT_ZERO, 0);',
      '',
    ],
    [
      'Conv2d: groups do not divide the channels',
      '            revert IReferee.AttributeOutOfRange(GROUPS, int256(groups));',
      '{}',
      { tests: STEPS },
    ],
    [
      'Conv2d: a kernel for other channels',
      'if (kernel[0] != outputs || kernel[3] != image[3] / groups) revert',
      'if (kernel[0] != outputs) revert',
      { tests: STEPS },
    ],
    [
      'Conv2d: kernels for other outputs',
      'if (kernel[0] != outputs || kernel',
      'if (kernel',
      { tests: STEPS },
    ],
    [
      "Conv2d: all groups read the first one's channels",
      ' + (position[3] / (outputs / groups)) * kernel[3];',
      ';',
    ],
    [
      'Conv2d: every image of a batch is the first',
      'patch.first = position[0] * image[1] * patch.rowBytes + ',
      'patch.first = ',
    ],
    [
      'Conv2d: height and width change places',
      'position[1], kernel[1], image[1]);',
      'position[2], kernel[1], image[1]);',
    ],
    ['Conv2d: dilated kernels lie side by side', 'patch.columns.dilation == 1 && kernel', 'kernel'],
    [
      'Conv2d: groups lie side by side',
      'patch.columns.dilation == 1 && kernel[3] == image[3];',
      'patch.columns.dilation == 1;',
    ],
  ]),
  ...mutantsOf('referee/ops/Embedding.sol', GOLDEN, [
    [
      'Embedding: indices of weights',
      'if (indices.tensor.dtype == I8) revert IReferee.OperandTypeMismatch(0, I8);',
      '',
      { tests: STEPS },
    ],
    [
      'Embedding: rows of another length',
      'if (step.output.lastDimension() != columns) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: STEPS },
    ],
    [
      'Embedding: one index for all',
      'evidence.readElement(indices, index / columns)',
      'evidence.readElement(indices, 0)',
    ],
    [
      'Embedding: a row behind the table',
      'int256(table.tensor.shape[0]) - 1)',
      'int256(table.tensor.shape[0]))',
    ],
    [
      'Embedding: a row before the table',
      'Requantize.clamp(row, 0, ',
      'Requantize.clamp(row, 1, ',
      { tests: STEPS },
    ],
    ['Embedding: the first column for all', ' + (index % columns));', ');'],
  ]),
  ...mutantsOf('referee/ops/Lookup.sol', GOLDEN, [
    [
      'Lookup: a table of another length',
      'if (table.tensor.shape[0] != 256) revert IReferee.OperandShapeMismatch(1);',
      '',
      { tests: STEPS },
    ],
    [
      'Lookup: one element for all',
      'evidence.readElement(x, index))',
      'evidence.readElement(x, 0))',
    ],
  ]),
  ...mutantsOf('referee/ops/MatMul.sol', GOLDEN, [
    [
      'MatMul: rows are columns',
      'products(step, index / columns, index % columns, evidence)',
      'products(step, index % columns, index / columns, evidence)',
    ],
    ['MatMul: the bias is missing', 'sum += products', 'sum = products'],
    [
      "MatMul: every channel has the first one's bias",
      'Requantize.channel(step, index % columns, evidence)',
      'Requantize.channel(step, 0, evidence)',
    ],
    ['MatMul: the first column for all', 'column * inner, inner', '0, inner'],
    ['MatMul: the zero point is missing', 'zero = step.size(0, 0);', ''],
    [
      'MatMul: rows of another length',
      '            revert IReferee.OperandShapeMismatch(0);',
      '{}',
      { tests: STEPS },
    ],
    [
      'MatMul: an output of other columns',
      'if (step.output.lastDimension() != w[0]) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/MaxPool.sol', GOLDEN, [
    [
      'MaxPool: an output of other channels',
      'if (output.length != 4 || output[3] != image[3]) revert',
      'if (output.length != 4) revert',
      { tests: STEPS },
    ],
    ['MaxPool: the channel is always the first', ' + position[3];', ';'],
    [
      'MaxPool: every image of a batch is the first',
      'position[0] * image[1] * image[2] * image[3] + ',
      '',
      { tests: STEPS },
    ],
    ['MaxPool: pixels lie a byte apart', 'first + pixel * image[3]', 'first + pixel'],
    [
      'MaxPool: the smallest element',
      'if (value > largest) largest = value;',
      'if (value < largest || row == rows.first) largest = value;',
    ],
    ['MaxPool: the last element', 'if (value > largest) largest = value;', 'largest = value;'],
    ['MaxPool: a kernel is square', 'step.size(KERNEL + axis, 1)', 'step.size(KERNEL, 1)'],
    [
      'MaxPool: an empty window is zero',
      'if (window.first == window.end) revert IReferee.EmptyWindow();',
      '',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Mul.sol', GOLDEN, [
    ['Mul: the left zero point is missing', '(left - a[0])', 'left'],
    ['Mul: the right zero point is missing', '(right - a[1])', 'right'],
    ['Mul: the multiplier is missing', ' * a[2], a[3]', ', a[3]'],
  ]),
  ...mutantsOf('referee/ops/Pad.sol', GOLDEN, [
    [
      'Pad: the last element before the tensor is in it',
      'position[axis] < begin ||',
      'position[axis] + 1 < begin ||',
      { tests: GOLDEN },
    ],
    [
      'Pad: the first element behind the tensor is in it',
      'position[axis] - begin >= shape[axis])',
      'position[axis] - begin > shape[axis])',
    ],
    [
      'Pad: the value is the first end',
      'step.attribute(2 * rank, 0, 255)',
      'step.attribute(0, 0, 255)',
    ],
    ['Pad: a tensor begins at zero', '            position[axis] -= begin;\n', ''],
    [
      'Pad: a value wider than a byte',
      'step.attribute(2 * rank, 0, 255)',
      'step.attribute(2 * rank, 0, 256)',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Reshape.sol', GOLDEN, [
    [
      'Reshape: one element for all',
      'evidence.readElement(x, index)',
      'evidence.readElement(x, 0)',
    ],
    [
      'Reshape: an operand of another type',
      'step.operand(0, step.output.dtype, step',
      'step.operand(0, step.operands[0].tensor.dtype, step',
      { tests: STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Resize.sol', GOLDEN, [
    [
      'Resize: an output of another rank',
      'if (step.output.shape.length != 4) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: STEPS },
    ],
    [
      'Resize: width is not resized',
      'for (uint256 axis = 1; axis < 3; ++axis)',
      'for (uint256 axis = 1; axis < 2; ++axis)',
    ],
    [
      'Resize: the pixel is rounded up',
      '(position[axis] * image[axis]) / step.size(axis - 1, 1)',
      '(position[axis] * image[axis] + step.size(axis - 1, 1) - 1) / step.size(axis - 1, 1)',
    ],
  ]),
  ...mutantsOf('referee/ops/Slice.sol', GOLDEN, [
    ['Slice: the start is missing', 'step.size(axis, 0) + position[axis]', 'position[axis]'],
    [
      'Slice: every element is taken',
      'position[axis] * step.size(rank + axis, 1)',
      'position[axis]',
    ],
  ]),
  ...mutantsOf('referee/ops/Softmax.sol', GOLDEN, [
    [
      'Softmax: a table of another length',
      'if (table.tensor.shape[0] != 256) revert IReferee.OperandShapeMismatch(1);',
      '',
      { tests: STEPS },
    ],
    [
      'Softmax: rows of another length',
      'if (step.output.lastDimension() != columns) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: STEPS },
    ],
    [
      'Softmax: every row is the first',
      'evidence.read(x, (index / columns) * columns, columns)',
      'evidence.read(x, 0, columns)',
    ],
    [
      'Softmax: a sum of nothing',
      'if (sum <= 0) revert IReferee.EmptySum();',
      '',
      { tests: STEPS },
    ],
    ['Softmax: the first column for all', 'row + (index % columns)', 'row'],
    [
      'Softmax: parts are rounded down',
      '(exponential * 255 + sum / 2) / sum',
      '(exponential * 255) / sum',
    ],
    [
      'Softmax: exponentials are counted from zero',
      'let last := add(add(table, 0x20), shl(5, largest))',
      'let last := add(add(table, 0x20), shl(5, 255))',
      { tests: LIBRARIES },
    ],
  ]),
  ...mutantsOf('referee/ops/Transpose.sol', GOLDEN, [
    [
      'Transpose: an axis that is not there',
      'if (from >= rank) revert IReferee.AttributeOutOfRange(axis, int256(from));',
      '',
      { tests: STEPS },
    ],
    [
      'Transpose: the inverse order',
      'source[from] = position[axis];',
      'source[axis] = position[from];',
    ],
  ]),
  ...mutantsOf('referee/WideReferee.sol', WIDE, [
    [
      'an unknown wide op computes something',
      'revert UnknownOp(op);',
      'return 0;',
      { tests: STEPS },
    ],
    ['a row has its largest as its sum', 'return RowSum.element', 'return RowMax.element'],
  ]),
  ...mutantsOf('referee/ops/AddWide.sol', WIDE, [
    [
      'AddWide: a sign of 0',
      'if (sign == 0) revert IReferee.AttributeOutOfRange(position, 0);',
      '',
      { tests: WIDE_STEPS },
    ],
    ['AddWide: nothing is subtracted', 'return sign * Broadcast', 'return Broadcast'],
  ]),
  ...mutantsOf('referee/ops/Scale.sol', WIDE, [
    [
      'Scale: x is repeated',
      '        Wide.requireRows(step, 0, step.output.lastDimension());\n',
      '',
      { tests: WIDE_STEPS },
    ],
    [
      'Scale: always the nearest',
      'Wide.quotient(product, divisor, mode)',
      'Wide.quotient(product, divisor, 0)',
    ],
  ]),
  ...mutantsOf('referee/ops/MatMulWide.sol', WIDE, [
    [
      'MatMulWide: multipliers below zero',
      'if (multiplier < 0 || multiplier',
      'if (multiplier',
      { tests: WIDE_STEPS },
    ],
    [
      'MatMulWide: multipliers beyond 16 bits',
      'MAX_MULTIPLIER = 65_535;',
      'MAX_MULTIPLIER = 65_536;',
      { tests: WIDE_STEPS },
    ],
    ['MatMulWide: the bias is missing', 'sum += MatMul', 'sum = MatMul'],
  ]),
  ...mutantsOf('referee/ops/BatchMatMulWide.sol', WIDE_STEPS, [
    ['BatchMatMulWide: zero points beyond a byte', 'step.attribute(position, 0, 255);', ''],
    [
      'BatchMatMulWide: other matrices on the right',
      'if (right[axis] != output[axis]) revert IReferee.OperandShapeMismatch(1);',
      '{}',
    ],
  ]),
  ...mutantsOf('referee/ops/RowMax.sol', WIDE, [
    ['RowMax: a magnitude of 0', 'if (largest < 1) largest = 1;', ''],
    ['RowMax: negative numbers have no magnitude', 'if (largest < -least) largest = -least;', ''],
  ]),
  ...mutantsOf('referee/ops/RowSum.sol', WIDE, [
    [
      'RowSum: sums have no bounds',
      'Wide.saturated(step, Rows.sum(at, count, dtype))',
      'Rows.sum(at, count, dtype)',
    ],
  ]),
  ...mutantsOf('referee/ops/RowNorm.sol', WIDE, [
    ['RowNorm: a root of 0', 'root == 0 ? int256(1) : int256(root)', 'int256(root)'],
    [
      'RowNorm: as many roots as numbers',
      'if (step.output.lastDimension() != 1) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: WIDE_STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/DivRow.sol', WIDE, [
    ['DivRow: a divisor below 1', 'if (divisor < 1) divisor = 1;', ''],
    ['DivRow: the offset is forgotten', ' + step.attributes[1]', ''],
    [
      'DivRow: always the nearest',
      'Wide.quotient(dividend, divisor, mode)',
      'Wide.quotient(dividend, divisor, 0)',
    ],
  ]),
  ...mutantsOf('referee/ops/LookupWide.sol', WIDE, [
    ['LookupWide: tables begin at 0', ' - step.attributes[0]', ''],
    ['LookupWide: tables of any length', ' || shape[0] > MAX_ENTRIES', '', { tests: WIDE_STEPS }],
  ]),
  ...mutantsOf('referee/ops/Rope.sol', WIDE, [
    [
      'Rope: pairs are halves',
      'bool isHalves = step.attribute(0, 0, 1) == 1;',
      'bool isHalves = step.attribute(0, 0, 1) <= 1;',
    ],
    ['Rope: turned the other way', 'a * cosine - b * sine', 'a * cosine + b * sine'],
    ['Rope: a position behind the table', 'int256(shape[0]) - 1', 'int256(shape[0])'],
  ]),
  ...mutantsOf('referee/ops/Gather.sol', WIDE, [
    [
      'Gather: a row behind the table',
      'int256(table.tensor.shape[0]) - 1',
      'int256(table.tensor.shape[0])',
    ],
    [
      'Gather: outputs of any shape',
      'if (output[axis] != expected) revert IReferee.OutputShapeMismatch();',
      '',
      { tests: WIDE_STEPS },
    ],
  ]),
  ...mutantsOf('referee/ops/Select.sol', WIDE, [
    ['Select: the other one', '!= 0 ? 1 : 2', '!= 0 ? 2 : 1'],
    ['Select: conditions below zero do not hold', 'index, evidence) != 0', 'index, evidence) > 0'],
  ]),
  ...mutantsOf('referee/ops/Compare.sol', WIDE, [
    ['Compare: equal is less', 'left == right ? kind > 0', 'left == right ? kind >= 0'],
    ['Compare: less is equal', 'left < right && kind != 1', 'left < right'],
  ]),
  ...mutantsOf('referee/ops/PrefixSum.sol', WIDE, [
    [
      'PrefixSum: an element is not part of its sum',
      '(index % columns) + 1',
      '(index % columns) + 0',
      { tests: WIDE },
    ],
    [
      'PrefixSum: rows of any length',
      'if (columns > MAX_COLUMNS) revert IReferee.OperandShapeMismatch(0);',
      '',
      { tests: WIDE_STEPS },
    ],
  ]),
]
