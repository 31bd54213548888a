package io.github.ttalloc.ipc.recorder;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

/**
 * A file system that has space for so many appends and then none, or fails.
 */
final class TestFileStore extends FileStore
{
    /** How often it may still be asked before there is no space. */
    long leftCalls = Long.MAX_VALUE;

    /** How often it may still be asked before it fails. */
    long callsUntilFailure = Long.MAX_VALUE;

    /** What happens before it answers. */
    Runnable beforeAnswer = () -> { };

    /** How often it was asked and had no space. */
    long refusals;

    @Override
    public long getUsableSpace() throws IOException
    {
        beforeAnswer.run();
        if (--callsUntilFailure < 0)
        {
            throw new IOException("the test ends the recorder here");
        }
        if (--leftCalls < 0)
        {
            refusals++;
            return SteppedRecorder.MARGIN_BYTES - 1;
        }
        return SteppedRecorder.MARGIN_BYTES;
    }

    @Override
    public String name()
    {
        return "test";
    }

    @Override
    public String type()
    {
        return "test";
    }

    @Override
    public boolean isReadOnly()
    {
        return false;
    }

    @Override
    public long getTotalSpace()
    {
        return Long.MAX_VALUE;
    }

    @Override
    public long getUnallocatedSpace()
    {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean supportsFileAttributeView(final Class<? extends FileAttributeView> type)
    {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(final String name)
    {
        return false;
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(final Class<V> type)
    {
        return null;
    }

    @Override
    public Object getAttribute(final String attribute)
    {
        throw new UnsupportedOperationException(attribute);
    }
}
