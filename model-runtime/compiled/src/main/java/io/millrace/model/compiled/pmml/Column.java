package io.millrace.model.compiled.pmml;

import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;

/**
 * A value of every row while a document is compiled: where it will stand, and what is known of it.
 *
 * @param index column of the program; -1 while it is nothing but a constant
 * @param type PMML's type; a boolean is 0 or 1, a text its code
 * @param opType how it compares
 * @param texts what codes stand for; null for a number
 * @param constant its value where that is the same in all rows, NaN for missing; else null
 * @param origin the input that it stands for, whose values are its own or all but; -1 where it is computed
 * @param mayBeMissing whether it can be missing
 * @param mayBeUndefined whether it can be undefined, see {@link io.millrace.model.compiled.program.Undefined}
 */
record Column(
        int index,
        DataType type,
        OpType opType,
        Dictionary texts,
        Double constant,
        int origin,
        boolean mayBeMissing,
        boolean mayBeUndefined) {

    /** What a computed column will be like, before it has its place. */
    static Column like(DataType type, OpType opType) {
        return new Column(-1, type, opType, null, null, -1, false, false);
    }

    static Column number(DataType type) {
        return like(type, OpType.CONTINUOUS);
    }

    static Column flag() {
        return like(DataType.BOOLEAN, OpType.CATEGORICAL);
    }

    static Column text(Dictionary texts) {
        return like(DataType.STRING, OpType.CATEGORICAL).withTexts(texts);
    }

    Column at(int newIndex) {
        return new Column(newIndex, type, opType, texts, null, origin, mayBeMissing, mayBeUndefined);
    }

    Column withType(DataType newType, OpType newOpType) {
        return new Column(index, newType, newOpType, texts, constant, origin, mayBeMissing, mayBeUndefined);
    }

    Column withTexts(Dictionary newTexts) {
        return new Column(index, type, opType, newTexts, constant, origin, mayBeMissing, mayBeUndefined);
    }

    Column withOrigin(int newOrigin) {
        return new Column(index, type, opType, texts, constant, newOrigin, mayBeMissing, mayBeUndefined);
    }

    Column withGaps(boolean missing, boolean undefined) {
        return new Column(index, type, opType, texts, constant, origin, missing, undefined);
    }

    /** This one, missing and undefined wherever one of the others may be. */
    Column gapsOf(Column... others) {
        boolean missing = mayBeMissing;
        boolean undefined = mayBeUndefined;
        for (Column other : others) {
            missing |= other.mayBeMissing;
            undefined |= other.mayBeUndefined;
        }
        return withGaps(missing, undefined);
    }

    boolean isConstant() {
        return constant != null;
    }

    boolean isText() {
        return texts != null;
    }

    /** Whether it is a number, booleans included. */
    boolean isNumeric() {
        return switch (type) {
            case INTEGER, FLOAT, DOUBLE, BOOLEAN -> true;
            default -> false;
        };
    }
}
