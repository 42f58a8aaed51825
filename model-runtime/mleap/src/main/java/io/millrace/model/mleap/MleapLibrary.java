package io.millrace.model.mleap;

import io.millrace.model.ModelException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MLeap's jars and the one class loader over them. It is made for the first MLeap model, which takes more than a second,
 * and kept as long as this class: models come and go, and each would have to load MLeap's classes again.
 */
final class MleapLibrary {
    /** System property with the folder of MLeap's jars, where it does not lie beside this module's. */
    static final String FOLDER_PROPERTY = "millrace.mleap.lib";

    private static final String FOLDER = "lib-mleap";
    private static final String READER = "io.millrace.model.mleap.isolated.MleapReader";

    private static BundleReader reader;

    private MleapLibrary() {}

    /**
     * The reader of bundles.
     *
     * @param model whose loading needs it, for messages
     * @throws ModelException if MLeap's jars are not there
     */
    static synchronized BundleReader reader(Path model) {
        if (reader == null) {
            reader = newReader(model);
        }
        return reader;
    }

    private static BundleReader newReader(Path model) {
        try {
            Path self = Path.of(MleapLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<URL> urls = jars(folder(model, self, System.getProperty(FOLDER_PROPERTY)));
            urls.add(self.toUri().toURL());
            @SuppressWarnings("resource") // never closed, see the class
            ClassLoader loader = new IsolatedClassLoader(urls.toArray(URL[]::new), MleapLibrary.class.getClassLoader());
            return (BundleReader)
                    loader.loadClass(READER).getDeclaredConstructor().newInstance();
        } catch (URISyntaxException | IOException | ReflectiveOperationException | LinkageError e) {
            throw new ModelException(model + ": MLeap's jars cannot be used: " + e, e);
        }
    }

    /**
     * The folder of jars: the one that was {@code configured}, else {@code lib-mleap} beside this module's jar or
     * classes, or beside the folder that holds the jar.
     */
    static Path folder(Path model, Path self, String configured) {
        if (configured != null) {
            if (!Files.isDirectory(Path.of(configured))) {
                throw new ModelException(model + ": " + FOLDER_PROPERTY
                        + " must name the folder of MLeap's jars, found no folder " + configured);
            }
            return Path.of(configured);
        }
        Path beside = self.resolveSibling(FOLDER);
        Path above = self.getParent().resolveSibling(FOLDER);
        if (Files.isDirectory(beside)) {
            return beside;
        }
        if (Files.isDirectory(above)) {
            return above;
        }
        throw new ModelException(model + ": MLeap's jars are needed, found neither " + beside + " nor " + above
                + ": unpack the artifact millrace-model-mleap with classifier lib there, or into a folder that -D"
                + FOLDER_PROPERTY + " names");
    }

    private static List<URL> jars(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        }
        return urls;
    }
}
