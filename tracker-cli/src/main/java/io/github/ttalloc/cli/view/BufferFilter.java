package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.TrackedProcess;

/**
 * Which buffers and totals are wanted; null stands for all.
 *
 * @param device number of a device, or null.
 * @param pid    process id, or null.
 * @param type   what a buffer takes, or null.
 */
public record BufferFilter(Integer device, Long pid, BufferType type)
{
    /** Everything. */
    public static final BufferFilter ALL = new BufferFilter(null, null, null);

    /**
     * Whether nothing is left out.
     *
     * @return true if everything is wanted.
     */
    public boolean isAll()
    {
        return equals(ALL);
    }

    /**
     * Whether only some of the buffers of a process are wanted.
     *
     * @return true if a device or a type is named.
     */
    public boolean narrowsBuffers()
    {
        return null != device || null != type;
    }

    /**
     * Whether something of a process may be wanted.
     *
     * @param process the process.
     * @return true if the process is.
     */
    public boolean accepts(final TrackedProcess process)
    {
        return null == pid || pid == process.pid();
    }

    /**
     * Whether buffers of a device and type may be wanted.
     *
     * @param ofDevice   number of the device.
     * @param ofTypeCode {@link BufferType#code()}.
     * @return true if both are.
     */
    public boolean accepts(final int ofDevice, final int ofTypeCode)
    {
        return (null == device || device == ofDevice) && (null == type || type.code() == ofTypeCode);
    }
}
