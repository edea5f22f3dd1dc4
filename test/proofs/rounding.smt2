; roundHalfEven of contracts/referee/Requantize.sol, for every value of 61 bits and every shift from 0 to 30: the result is a nearest
; integer of value / 2^shift, and of two that are equally near the even one. Sums of the programs that are judged have fewer bits.
(set-logic QF_BV)
(declare-const value (_ BitVec 72)) (declare-const shift (_ BitVec 72))
(assert (bvult shift (_ bv31 72)))
(assert (bvsle value (_ bv1152921504606846975 72)))
(assert (bvsge value (bvneg (_ bv1152921504606846975 72))))
; divisor = 1 << shift; rounded = value >> shift; twiceRest = 2 * (value - rounded * divisor)
(define-fun divisor () (_ BitVec 72) (bvshl (_ bv1 72) shift))
(define-fun floored () (_ BitVec 72) (bvashr value shift))
(define-fun twiceRest () (_ BitVec 72) (bvmul (_ bv2 72) (bvsub value (bvshl floored shift))))
(define-fun isOdd ((x (_ BitVec 72))) Bool (= ((_ extract 0 0) x) #b1))
; if (twiceRest > divisor || (twiceRest == divisor && rounded & 1 == 1)) ++rounded
(define-fun rounded () (_ BitVec 72)
  (ite (or (bvsgt twiceRest divisor) (and (= twiceRest divisor) (isOdd floored))) (bvadd floored (_ bv1 72)) floored))
; Twice how far the result lies above the exact quotient, times the divisor.
(define-fun twiceError () (_ BitVec 72) (bvmul (_ bv2 72) (bvsub (bvshl rounded shift) value)))

(echo "the result is a nearest integer")
(push)
(assert (not (and (bvsle twiceError divisor) (bvsge twiceError (bvneg divisor)))))
(check-sat)
(pop)

(echo "a tie goes to the even integer")
(push)
(assert (not (= shift (_ bv0 72))))
(assert (or (= twiceError divisor) (= twiceError (bvneg divisor))))
(assert (isOdd rounded))
(check-sat)
(pop)
