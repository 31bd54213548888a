package io.github.ttalloc.client;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

/**
 * Where a runtime reports what it allocates and frees. One reporter serves every thread of a process.
 * <p>
 * Reports never block for long, never throw and never fail the caller: each returns the position of its event, which
 * is not negative, or a {@link ReportStatus}. Where tracking is off a report does nothing. After {@link #close()} the
 * process counts as cleanly ended.
 */
public interface AllocationReporter extends AutoCloseable
{
    /**
     * The reporter of this process as its environment asks for it: on only where {@code TT_ALLOC_TRACKING_ENABLED} is
     * exactly {@code 1}. Never fails: what keeps it from reporting is said once on stderr, and the reporter is off.
     *
     * @return a reporter, to be closed when the runtime ends.
     */
    static AllocationReporter open()
    {
        return open(new ReporterContext());
    }

    /**
     * A reporter as a context asks for it. Never fails: what keeps it from reporting is said once on stderr, and the
     * reporter is off.
     *
     * @param context how to report.
     * @return a reporter, to be closed when the runtime ends.
     */
    static AllocationReporter open(final ReporterContext context)
    {
        return ReporterLauncher.open(context);
    }

    /**
     * Whether reports go anywhere.
     *
     * @return false if tracking is off.
     */
    boolean isEnabled();

    /**
     * Reports what a device is; once for each device that the process opens, before its first buffer.
     *
     * @param device      number of the device in this process, 0 to 63.
     * @param description what is known of it.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    long deviceOpen(int device, DeviceDescription description);

    /**
     * Reports an allocation.
     *
     * @param device       number of the device, 0 to 63.
     * @param type         what it takes.
     * @param bufferId     packed {@code BufferId}.
     * @param bytes        bytes of the whole buffer on the device; 0 is valid.
     * @param bytesPerBank bytes that it takes in each bank, or 0 if unknown.
     * @param coreRange    packed {@link CoreRange} of its cores, or {@link CoreRange#ALL}.
     * @param tag          id from {@link #tag}, or 0.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    long allocate(
        int device, BufferType type, long bufferId, long bytes, long bytesPerBank, int coreRange, int tag);

    /**
     * Reports an allocation of which only the size is known.
     *
     * @param device   number of the device, 0 to 63.
     * @param type     what it takes.
     * @param bufferId packed {@code BufferId}.
     * @param bytes    bytes of the whole buffer on the device; 0 is valid.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    default long allocate(final int device, final BufferType type, final long bufferId, final long bytes)
    {
        return allocate(device, type, bufferId, bytes, 0, CoreRange.ALL, 0);
    }

    /**
     * Reports that a buffer lost a reference; it is gone with the last one.
     *
     * @param device   number of the device, 0 to 63.
     * @param type     what it takes.
     * @param bufferId packed {@code BufferId}.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    long free(int device, BufferType type, long bufferId);

    /**
     * Reports that every buffer of one type on one device was freed, as circular buffers are before the next program.
     *
     * @param device number of the device, 0 to 63.
     * @param type   what they take.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    long freeAll(int device, BufferType type);

    /**
     * Reports that firmware, a kernel or launch data was put on one core, over whatever was there.
     *
     * @param device  number of the device, 0 to 63.
     * @param type    FIRMWARE, KERNEL or LAUNCH.
     * @param x       the core's x, 0 to 63.
     * @param y       the core's y, 0 to 63.
     * @param address where in its L1, 0 to 2^32 - 1.
     * @param bytes   how much.
     * @param tag     id from {@link #tag}, or 0.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    long write(int device, BufferType type, int x, int y, long address, long bytes, int tag);

    /**
     * Reports a moment that has a name, such as the start of an operation.
     *
     * @param tag id from {@link #tag}, or 0.
     * @return the position of the event, or a {@link ReportStatus}.
     */
    long mark(int tag);

    /**
     * The id of a tag: a text that later reports may carry. Each text is sent once; text beyond 256 bytes of UTF-8 is
     * cut. Takes a lock the first time that a text is seen.
     *
     * @param text such as the name of a tensor; null counts as empty.
     * @return its id, or 0 if tracking is off, the text is empty, the ring is full or 65,535 texts were sent before.
     */
    int tag(String text);

    /**
     * The 32-bit handle of an id that does not fit a {@code BufferId}, such as a pointer or a program id. Each id is
     * sent once. Takes a lock the first time that an id is seen.
     *
     * @param device number of the device, 0 to 63.
     * @param type   what the id stands for.
     * @param wideId the original id.
     * @return the handle, to be used as the buffer id, not 0; or 0 if tracking is off, the ring is full or 65,535 ids
     *         were sent before.
     */
    long handle(int device, BufferType type, long wideId);

    /**
     * Ends the reporting of this process. Later reports return {@link ReportStatus#CLOSED}; one that another thread is
     * just making may be lost without a count, so threads that report are stopped first. Idempotent.
     */
    @Override
    void close();
}
