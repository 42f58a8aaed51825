package io.millrace.learning.admission;

/** What a stage remembers of principals, by their slot. Slots of classes lie behind those of principals. */
public interface PrincipalState {
    /** Begins to remember a principal that is new, or has been forgotten. */
    void begin(int principal, int classSlot);

    /** Merges a principal that was not seen for longest into its class; its slot is given to another after that. */
    void merge(int principal, int classSlot);
}
