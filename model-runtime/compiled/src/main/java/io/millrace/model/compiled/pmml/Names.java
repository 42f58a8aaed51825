package io.millrace.model.compiled.pmml;

/** What the names in an expression or a predicate stand for. */
interface Names {
    /**
     * The field called {@code name}, compiled when it is first asked for.
     *
     * @throws io.millrace.model.UnsupportedModelException if there is none, or it is not compiled
     */
    Column column(String name);
}
