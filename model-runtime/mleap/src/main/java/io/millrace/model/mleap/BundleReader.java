package io.millrace.model.mleap;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import java.nio.file.Path;

/**
 * Turns an unpacked bundle into a model. Public because its implementation lives in another class loader; not for
 * users. Safe for all threads.
 */
public interface BundleReader {
    /**
     * Reads the bundle.
     *
     * @param folder what {@code bundle}'s zip holds, unpacked; nothing of it is needed once this returns
     * @throws io.millrace.model.ModelException as {@link io.millrace.model.ModelEngine#load}
     */
    Model read(ModelBundle bundle, Path folder, Device device);
}
