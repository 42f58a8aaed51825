package io.millrace.model.mleap.isolated;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.mleap.BundleReader;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import ml.combust.bundle.BundleContext;
import ml.combust.bundle.BundleFile;
import ml.combust.mleap.runtime.MleapContext;
import ml.combust.mleap.runtime.frame.Transformer;
import scala.Some;

/** Reads an unpacked bundle with MLeap, once {@link BundleScan} has found nothing wrong with its files. */
public final class MleapReader implements BundleReader {
    /** MLeap's standard operations; no others can be added by a bundle. */
    private final MleapContext context = MleapContext.apply(new Some<>(MleapReader.class.getClassLoader()));

    @Override
    public Model read(ModelBundle bundle, Path folder, Device device) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // MLeap looks up the types of its stages' functions through it.
        thread.setContextClassLoader(MleapReader.class.getClassLoader());
        try {
            return new MleapModel(bundle.id(), MleapLayout.of(bundle, root(bundle, folder)), device);
        } catch (ModelException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            // Scala declares no exceptions. Whatever a bundle's contradictions make MLeap throw is the bundle's fault.
            throw new ModelException(bundle.path() + ": MLeap cannot load it: " + firstLine(e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Transformer root(ModelBundle bundle, Path folder) throws IOException {
        FileSystem files = folder.getFileSystem();
        @SuppressWarnings("resource") // closing it would close the default file system, which refuses
        BundleFile file = new BundleFile(files, folder);
        BundleContext<MleapContext> bundleContext =
                new BundleContext<>(context, file.readInfo().get().format(), context.registry(), files, folder);
        new BundleScan(bundle.path(), bundleContext).check();
        return file.<MleapContext, Transformer>load(context).get().root();
    }

    static String firstLine(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
