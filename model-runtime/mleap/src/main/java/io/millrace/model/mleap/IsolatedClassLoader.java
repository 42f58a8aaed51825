package io.millrace.model.mleap;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Sees the JDK, its own jars, and of the application only Millrace's classes and slf4j's. So MLeap's Scala 2.12,
 * protobuf 3.5 and commons-io 2.5 meet no other version, whatever the application brings.
 */
final class IsolatedClassLoader extends URLClassLoader {
    private static final String SHARED = "io.millrace.";
    private static final String OWN = "io.millrace.model.mleap.isolated.";
    private static final String LOGGING = "org.slf4j.";

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader application;

    /**
     * A loader.
     *
     * @param urls MLeap's jars, and this module's classes
     * @param application who knows Millrace's other classes
     */
    IsolatedClassLoader(URL[] urls, ClassLoader application) {
        super("mleap", urls, ClassLoader.getPlatformClassLoader());
        this.application = application;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(SHARED) && !name.startsWith(OWN)) {
            return application.loadClass(name);
        }
        if (name.startsWith(LOGGING)) {
            try {
                return application.loadClass(name);
            } catch (ClassNotFoundException e) {
                // An application that does not log: MLeap's own slf4j then, which stays silent.
                return super.loadClass(name, resolve);
            }
        }
        return super.loadClass(name, resolve);
    }
}
