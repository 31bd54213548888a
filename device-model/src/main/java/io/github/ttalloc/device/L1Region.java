package io.github.ttalloc.device;

/**
 * A region of a worker's L1, in the order in which they lie, without gaps. Where each lies is told by {@link L1Map}.
 */
public enum L1Region
{
    /** Boot jump, NOC atomic return value and barrier words at address 0. */
    BOOT(BufferType.FIRMWARE),
    /** Launch message ring, go messages, watcher and profiler words. */
    MAILBOX(BufferType.LAUNCH),
    /** Zeros that kernels copy from, and the debug buffer of the compute library. */
    DEBUG(BufferType.FIRMWARE),
    /** Firmware of the first data movement RISC. */
    BRISC(BufferType.FIRMWARE),
    /** Firmware of the second data movement RISC. */
    NCRISC(BufferType.FIRMWARE),
    /** Firmware of the unpacking RISC. */
    TRISC0(BufferType.FIRMWARE),
    /** Firmware of the math RISC. */
    TRISC1(BufferType.FIRMWARE),
    /** Firmware of the packing RISC. */
    TRISC2(BufferType.FIRMWARE),
    /** NOC and fabric counters, routing tables, fabric connections, packet headers. */
    FABRIC(BufferType.FIRMWARE),
    /** The ring that programs share: kernel binaries, runtime arguments, semaphores, circular-buffer settings. */
    KERNEL_CONFIG(BufferType.KERNEL),
    /** Circular buffers from its start upwards, L1 buffers from its end downwards. */
    BUFFERS(BufferType.KERNEL),
    /** Small buffers; empty unless the runtime asks for it. */
    L1_SMALL(BufferType.KERNEL);

    private final BufferType writeType;

    L1Region(final BufferType writeType)
    {
        this.writeType = writeType;
    }

    /**
     * What a low-level write to one core is, when it goes to this region: firmware and its data below the kernel
     * ring, launch messages in the mailbox, and kernels from the ring upwards.
     *
     * @return FIRMWARE, LAUNCH or KERNEL.
     */
    public BufferType writeType()
    {
        return writeType;
    }
}
