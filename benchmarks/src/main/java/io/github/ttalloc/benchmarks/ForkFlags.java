package io.github.ttalloc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The flags by which a JVM that was not started with {@code -jar} gets what the manifest of a jar asks for.
 */
public final class ForkFlags
{
    private static final int FIRST_WITH_UNSAFE_WARNINGS = 24;

    private ForkFlags()
    {
    }

    /**
     * The flags that the jar of this class asks for.
     *
     * @return flags separated by blanks; empty if this class does not come from a jar.
     * @throws UncheckedIOException if the jar cannot be read.
     */
    public static String ofThisJar()
    {
        try
        {
            final File home = new File(ForkFlags.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (home.isDirectory())
            {
                return "";
            }
            try (JarFile jar = new JarFile(home))
            {
                return of(jar.getManifest(), Runtime.version().feature());
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final URISyntaxException ex)
        {
            throw new IllegalStateException("the jar of " + ForkFlags.class + " has no path", ex);
        }
    }

    /**
     * The flags that a manifest asks for.
     *
     * @param manifest manifest of a jar.
     * @param feature  feature number of the Java release that is to run, 17 or more.
     * @return flags separated by blanks.
     */
    static String of(final Manifest manifest, final int feature)
    {
        final Attributes attributes = manifest.getMainAttributes();
        final StringJoiner flags = new StringJoiner(" ");
        addAll(flags, "--add-opens=", attributes.getValue("Add-Opens"));
        addAll(flags, "--add-exports=", attributes.getValue("Add-Exports"));
        if (feature >= FIRST_WITH_UNSAFE_WARNINGS)
        {
            flags.add("--sun-misc-unsafe-memory-access=allow").add("--enable-native-access=ALL-UNNAMED");
        }
        return flags.toString();
    }

    private static void addAll(final StringJoiner flags, final String option, final String packages)
    {
        if (null != packages)
        {
            for (final String name : packages.trim().split(" +"))
            {
                flags.add(option + name + "=ALL-UNNAMED");
            }
        }
    }
}
