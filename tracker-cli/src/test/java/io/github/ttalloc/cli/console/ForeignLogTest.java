package io.github.ttalloc.cli.console;

import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ForeignLogTest
{
    @Test
    void shouldShowNoLineOfChronicleBesideOurs()
    {
        final PrintStream usual = System.err;
        final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try
        {
            Jvm.error().on(Jvm.class, "your disk is almost full");
            Jvm.warn().on(Jvm.class, "the current cycle seems to have been deleted");
            LoggerFactory.getLogger("another.Library").warn("something else");
        }
        finally
        {
            System.setErr(usual);
        }
        assertEquals("WARN Library - something else\n", shown.toString(StandardCharsets.UTF_8));
    }
}
