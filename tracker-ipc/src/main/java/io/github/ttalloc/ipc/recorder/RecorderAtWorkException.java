package io.github.ttalloc.ipc.recorder;

import java.io.IOException;

/**
 * Another recorder is at work in a directory; the message names it.
 */
public final class RecorderAtWorkException extends IOException
{
    private static final long serialVersionUID = 1L;

    RecorderAtWorkException(final String message)
    {
        super(message);
    }
}
