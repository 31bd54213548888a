package io.github.ttalloc.client;

import io.github.ttalloc.device.BufferType;

/**
 * A reporter that does nothing.
 */
final class DisabledReporter implements AllocationReporter
{
    static final DisabledReporter INSTANCE = new DisabledReporter();

    private DisabledReporter()
    {
    }

    @Override
    public boolean isEnabled()
    {
        return false;
    }

    @Override
    public long deviceOpen(final int device, final DeviceDescription description)
    {
        return ReportStatus.DISABLED;
    }

    @Override
    public long allocate(
        final int device, final BufferType type, final long bufferId, final long bytes, final long bytesPerBank,
        final int coreRange, final int tag)
    {
        return ReportStatus.DISABLED;
    }

    @Override
    public long free(final int device, final BufferType type, final long bufferId)
    {
        return ReportStatus.DISABLED;
    }

    @Override
    public long freeAll(final int device, final BufferType type)
    {
        return ReportStatus.DISABLED;
    }

    @Override
    public long write(
        final int device, final BufferType type, final int x, final int y, final long address, final long bytes,
        final int tag)
    {
        return ReportStatus.DISABLED;
    }

    @Override
    public long mark(final int tag)
    {
        return ReportStatus.DISABLED;
    }

    @Override
    public int tag(final String text)
    {
        return 0;
    }

    @Override
    public long handle(final int device, final BufferType type, final long wideId)
    {
        return 0;
    }

    @Override
    public void close()
    {
    }
}
