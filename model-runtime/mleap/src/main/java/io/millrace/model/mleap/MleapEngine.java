package io.millrace.model.mleap;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelArchive;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import java.io.IOException;
import java.util.Set;

/**
 * Loads MLeap bundles (zip, JSON or protobuf) with MLeap 0.20.0, which runs in a class loader of its own over a folder
 * of jars, {@code lib-mleap}; without that folder every bundle is refused with a sentence that says so.
 *
 * <p>The zip is unpacked by {@link ModelArchive}, never by MLeap, into a fresh folder. The bundle's files are checked
 * there before MLeap reads them: nesting, names of nodes, operations, sizes and depths of trees. MLeap reads all of
 * them at once, so the folder is gone when {@link #load} returns, however it ends.
 *
 * <p>Without a {@code model.yaml} the contract is the bundle's: inputs are the fields that its stages read and none
 * produces, in the order of their first use; outputs the fields that are produced and not read again, vectors element
 * by element. {@code model.yaml} may ask for any field that is produced. A missing value goes to MLeap where all stages
 * that read the field say what they make of it (imputer, coalesce, string indexer that keeps invalid ones); MLeap would
 * read it as 0 elsewhere, so there the row cannot be scored.
 */
public final class MleapEngine implements ModelEngine {
    private static final String MANIFEST = "bundle.json";

    @Override
    public String name() {
        return "mleap";
    }

    @Override
    public Set<String> formats() {
        return Set.of("mleap");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        ModelArchive archive = ModelArchive.open(bundle.path(), bundle.bytes());
        if (!archive.files().contains(MANIFEST)) {
            throw new ModelException(bundle.path() + ": no MLeap bundle: the zip has no " + MANIFEST);
        }
        BundleReader reader = MleapLibrary.reader(bundle.path());
        try (UnpackedBundle unpacked = new UnpackedBundle(archive)) {
            return reader.read(bundle, unpacked.folder(), device);
        } catch (IOException e) {
            throw new ModelException(bundle.path() + ": cannot be unpacked: " + e, e);
        }
    }
}
