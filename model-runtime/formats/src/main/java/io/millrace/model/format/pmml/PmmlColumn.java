package io.millrace.model.format.pmml;

import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.OpType;

/**
 * Which field of the document a column of a row is.
 *
 * @param field its declaration
 * @param usage how the model that is served takes it
 * @param treatedByDocument whether the engine must still treat values as {@code field} and {@code usage} say, because the
 *     contract cannot say all of it (several intervals, listed numbers, a replacement that is not listed …). Where false,
 *     core has done all that the document asks for, and treating again changes nothing.
 */
public record PmmlColumn(DataField field, MiningField usage, boolean treatedByDocument) {
    /** Name of the field. */
    public String name() {
        return field.requireName();
    }

    /** Type of its values, to which an engine casts them first. */
    public DataType dataType() {
        return field.requireDataType();
    }

    /** How its values compare: the mining schema's word before the dictionary's. */
    public OpType opType() {
        return usage.getOpType() == null ? field.requireOpType() : usage.getOpType();
    }
}
