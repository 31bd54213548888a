package io.github.ttalloc.cli.demo;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.BankLayout;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CircularBufferAllocator;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.FreeList;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.device.LockStepAllocator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An n150 that does nothing but place what it is asked for, where tt-metal would, and report it. Core coordinates are
 * LOGICAL. Not threadsafe.
 */
final class ModelledDevice
{
    /** Wormhole's code in a {@link DeviceDescription}. */
    static final int WORMHOLE_CODE = 1;

    /** L1_SMALL as the recorded decode opens its device. */
    static final long L1_SMALL_BYTES = 65_536;

    private static final Board BOARD = Board.N150;
    private static final int HARVEST_MASK = 64;
    private static final int LAUNCH_RING_OFFSET = 16;
    private static final int LAUNCH_MESSAGE_BYTES = 112;
    private static final int RUNTIME_ARGUMENT_BYTES = 512;
    private static final int BINARY_PAGE_BYTES = 2_048;

    private static final L1Region[] FIRMWARE = {
        L1Region.BRISC, L1Region.NCRISC, L1Region.TRISC0, L1Region.TRISC1, L1Region.TRISC2};

    private final Chip chip = BOARD.chip(HARVEST_MASK);
    private final L1Map map = L1Map.of(chip.architecture(), L1_SMALL_BYTES);
    private final LockStepAllocator allocator = new LockStepAllocator(chip, map);
    private final CircularBufferAllocator circularBuffers = new CircularBufferAllocator(chip, map);
    private final Set<DecodeProgram> cachedPrograms = new HashSet<>();
    private final List<Buffer> binaries = new ArrayList<>();
    private final AllocationReporter reporter;
    private final int device;
    private final long chipId;
    private long kernelRingUsed;

    ModelledDevice(final AllocationReporter reporter, final int device, final long chipId)
    {
        this.reporter = reporter;
        this.device = device;
        this.chipId = chipId;
    }

    /**
     * A buffer that was placed.
     *
     * @param type    the memory that it takes.
     * @param address where, in every bank.
     */
    record Buffer(BufferType type, long address)
    {
    }

    /** Reports the device and puts firmware on each of its live cores. */
    void open()
    {
        reporter.deviceOpen(device, new DeviceDescription(
            WORMHOLE_CODE, chipId, BOARD.label(), chip.harvestMask(), chip.computeRange(),
            map.start(L1Region.BUFFERS), L1_SMALL_BYTES, true));
        for (final L1Region region : FIRMWARE)
        {
            final int tag = reporter.tag("firmware." + region.name().toLowerCase(Locale.ROOT));
            for (int y = 0; y < chip.rows(); y++)
            {
                for (int x = 0; x < chip.columns(); x++)
                {
                    reporter.write(
                        device, BufferType.FIRMWARE, x, y, map.start(region), map.bytes(region), tag);
                }
            }
        }
    }

    /** Places a buffer whose pages go round all banks of its memory. */
    Buffer allocateInterleaved(final String tag, final BufferType type, final long bytes, final long pageBytes)
    {
        final BankLayout layout = BufferType.DRAM == type ? chip.dramLayout() : chip.l1Layout();
        return allocate(tag, type, bytes, layout.bytesPerBank(bytes, pageBytes), CoreRange.ALL);
    }

    /** Places an L1 buffer with one shard on each core of a rectangle. */
    Buffer allocateSharded(
        final String tag, final BufferType type, final long bytes, final long pageBytes, final int range)
    {
        final BankLayout layout = new BankLayout(CoreRange.size(range), chip.architecture().l1Alignment());
        return allocate(tag, type, bytes, layout.bytesPerBank(bytes, pageBytes), range);
    }

    /** Frees a buffer. */
    void free(final Buffer buffer)
    {
        allocator.free(buffer.type(), buffer.address());
        reporter.free(device, buffer.type(), BufferId.of(buffer.address()));
    }

    /**
     * Runs a program: drops the circular buffers of the one before, places its own, and, the first time, puts its
     * kernels and arguments on its cores. An output on the same cores is also a circular buffer without bytes of its
     * own.
     */
    void run(final DecodeProgram program, final Buffer output)
    {
        if (cachedPrograms.add(program))
        {
            load(program);
        }
        circularBuffers.freeAll();
        reporter.freeAll(device, BufferType.CB);
        final int tag = reporter.tag(program.label());
        final int range = program.range();
        for (final int bytesPerCore : program.circularBufferBytes())
        {
            final long address = placed(
                circularBuffers.allocate(bytesPerCore, range), BufferType.CB, program.label(), bytesPerCore);
            report(BufferType.CB, range, address, bytesPerCore, tag);
        }
        if (null != output && BufferType.L1 == output.type())
        {
            report(BufferType.CB, range, output.address(), 0, tag);
        }
    }

    /** Drops the circular buffers of the last program, and the binaries of all. */
    void close()
    {
        circularBuffers.freeAll();
        reporter.freeAll(device, BufferType.CB);
        binaries.forEach(this::free);
        binaries.clear();
        cachedPrograms.clear();
        kernelRingUsed = 0;
    }

    private void load(final DecodeProgram program)
    {
        final String name = program.label();
        final long perBank = chip.dramLayout().bytesPerBank(program.binaryBytes(), BINARY_PAGE_BYTES);
        final long binary = placed(allocator.allocateProgram(perBank), BufferType.DRAM, name, perBank);
        final int tag = reporter.tag(name);
        binaries.add(new Buffer(BufferType.DRAM, binary));
        reporter.allocate(
            device, BufferType.DRAM, BufferId.of(binary), program.binaryBytes(), perBank, CoreRange.ALL, tag);
        final long kernel = map.start(L1Region.KERNEL_CONFIG) + kernelRingUsed;
        final long arguments = kernel + program.kernelBytes();
        final long message = map.start(L1Region.MAILBOX) + LAUNCH_RING_OFFSET +
            (long)program.launchSlot() * LAUNCH_MESSAGE_BYTES;
        kernelRingUsed += program.kernelBytes() + RUNTIME_ARGUMENT_BYTES;
        final int range = program.range();
        for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
        {
            for (int x = CoreRange.x0(range); x <= CoreRange.x1(range); x++)
            {
                reporter.write(device, BufferType.KERNEL, x, y, kernel, program.kernelBytes(), tag);
                reporter.write(device, BufferType.LAUNCH, x, y, arguments, RUNTIME_ARGUMENT_BYTES, tag);
                reporter.write(device, BufferType.LAUNCH, x, y, message, LAUNCH_MESSAGE_BYTES, tag);
            }
        }
    }

    private Buffer allocate(
        final String tag, final BufferType type, final long bytes, final long bytesPerBank, final int range)
    {
        final long address = placed(allocator.allocate(type, bytesPerBank), type, tag, bytesPerBank);
        reporter.allocate(device, type, BufferId.of(address), bytes, bytesPerBank, range, reporter.tag(tag));
        return new Buffer(type, address);
    }

    private void report(
        final BufferType type, final int range, final long address, final long bytesPerCore, final int tag)
    {
        reporter.allocate(
            device, type, BufferId.of(CoreRange.x0(range), CoreRange.y0(range), address),
            bytesPerCore * CoreRange.size(range), bytesPerCore, range, tag);
    }

    private static long placed(final long address, final BufferType type, final String tag, final long bytesPerBank)
    {
        if (FreeList.NO_SPACE == address)
        {
            throw new IllegalStateException("the model does not fit an n150: no space for " + tag + ", " +
                bytesPerBank + " B of " + type + " in each bank; use fewer layers");
        }
        return address;
    }
}
