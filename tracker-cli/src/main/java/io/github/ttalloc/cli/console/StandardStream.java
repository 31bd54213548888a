package io.github.ttalloc.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A standard stream in UTF-8 whatever the locale, which throws {@link OutputException} where the JDK's would drop what
 * cannot be written: once, and from then on it drops what is still in buffers above it. As thread-safe as the {@link PrintStream} over it.
 */
public final class StandardStream extends OutputStream
{
    private static final int BUFFER_LENGTH = 1 << 16;

    private final OutputStream target;
    private boolean hasFailed;

    private StandardStream(final OutputStream target)
    {
        this.target = target;
    }

    /**
     * The standard output, buffered: flush it when others wait for what was printed.
     *
     * @return a new stream over the descriptor.
     */
    public static PrintStream output()
    {
        return buffered(new FileOutputStream(FileDescriptor.out));
    }

    /**
     * The standard error, flushed with each line.
     *
     * @return a new stream over the descriptor.
     */
    public static PrintStream error()
    {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    static PrintStream buffered(final OutputStream target)
    {
        return new PrintStream(
            new BufferedOutputStream(new StandardStream(target), BUFFER_LENGTH), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(final int value)
    {
        write(new byte[]{(byte)value}, 0, 1);
    }

    @Override
    public void write(final byte[] source, final int offset, final int length)
    {
        try
        {
            if (!hasFailed)
            {
                target.write(source, offset, length);
            }
        }
        catch (final IOException ex)
        {
            hasFailed = true;
            throw new OutputException(ex);
        }
    }
}
