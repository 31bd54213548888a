package io.github.ttalloc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
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
     * @return flags; none if this class does not come from a jar.
     * @throws UncheckedIOException if the jar cannot be read.
     */
    public static List<String> ofThisJar()
    {
        try
        {
            final File home = new File(ForkFlags.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (home.isDirectory())
            {
                return List.of();
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
     * @return flags.
     */
    static List<String> of(final Manifest manifest, final int feature)
    {
        final Attributes attributes = manifest.getMainAttributes();
        final List<String> flags = new ArrayList<>();
        addAll(flags, "--add-opens=", attributes.getValue("Add-Opens"));
        addAll(flags, "--add-exports=", attributes.getValue("Add-Exports"));
        if (feature >= FIRST_WITH_UNSAFE_WARNINGS)
        {
            flags.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        return List.copyOf(flags);
    }

    private static void addAll(final List<String> flags, final String option, final String packages)
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
