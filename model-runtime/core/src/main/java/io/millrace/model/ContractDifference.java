package io.millrace.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether two engines read the same contract out of one model. Units and tensors aside: no engine computes with them. */
final class ContractDifference {
    private ContractDifference() {}

    /** The first difference, as a clause for a sentence. */
    static Optional<String> of(Model candidate, Model reference) {
        List<ModelInput> ours = candidate.contract().inputs();
        List<ModelInput> theirs = reference.contract().inputs();
        if (ours.size() != theirs.size()) {
            return Optional.of(said("the number of inputs", ours.size(), candidate, theirs.size(), reference));
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!shown(ours.get(i)).equals(shown(theirs.get(i)))) {
                return Optional.of(said("input " + (i + 1), ours.get(i), candidate, theirs.get(i), reference));
            }
        }
        List<ModelOutput> ourOutputs = candidate.contract().outputs();
        List<ModelOutput> theirOutputs = reference.contract().outputs();
        if (ourOutputs.size() != theirOutputs.size()) {
            return Optional.of(
                    said("the number of outputs", ourOutputs.size(), candidate, theirOutputs.size(), reference));
        }
        for (int i = 0; i < ourOutputs.size(); i++) {
            if (!Objects.equals(ourOutputs.get(i), theirOutputs.get(i))) {
                return Optional.of(
                        said("output " + (i + 1), ourOutputs.get(i), candidate, theirOutputs.get(i), reference));
            }
        }
        return Optional.empty();
    }

    private static ModelInput shown(ModelInput input) {
        return new ModelInput(
                input.name(),
                input.type(),
                input.size(),
                "",
                input.low(),
                input.high(),
                input.categories(),
                input.treatment(),
                "");
    }

    private static String said(String what, Object ours, Model candidate, Object theirs, Model reference) {
        return "in the contract: " + what + " is " + ours + " in " + candidate.engine() + ", " + theirs + " in "
                + reference.engine();
    }
}
