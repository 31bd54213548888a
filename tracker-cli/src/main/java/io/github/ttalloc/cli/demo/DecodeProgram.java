package io.github.ttalloc.cli.demo;

import io.github.ttalloc.device.CoreRange;

/**
 * A program that the modelled decode runs: one operation of the runtime with its kernels and circular buffers.
 * <p>
 * Circular-buffer and binary sizes are of the order seen in a recorded decode of an 18-layer model on an n150; kernel
 * sizes lie around the 7 KiB per core that profiles of real models show. All programs fit the kernel ring together.
 */
enum DecodeProgram
{
    EMBEDDINGS("Embeddings", Grid.ROW, 3_072, 12_288, 4_096, 8_192),
    LAYER_NORM("LayerNorm", Grid.ALL, 7_936, 22_528, 2_048, 4_096, 2_048, 256),
    MATMUL("Matmul", Grid.ALL, 9_216, 18_432, 8_192, 278_528, 64),
    CREATE_HEADS("NLPCreateQKVHeadsDecode", Grid.HALF, 2_560, 10_240, 16_384),
    ROTARY_EMBEDDING("RotaryEmbedding", Grid.HALF, 5_120, 12_288, 16_384, 2_048, 2_048, 16_384),
    UPDATE_CACHE("PagedUpdateCache", Grid.HALF, 4_608, 14_336, 32_768, 16_384, 256),
    ATTENTION("SdpaDecode", Grid.ALL, 17_920, 53_248, 16_384, 69_632, 61_440, 17_408, 34_816, 2_048),
    CONCAT_HEADS("NLPConcatHeadsDecode", Grid.ROW, 2_048, 8_192, 16_384),
    BINARY("BinaryNg", Grid.ALL, 4_864, 12_288, 4_096, 4_096, 4_096),
    ARG_MAX("ArgMax", Grid.CORE, 3_584, 10_240, 262_144, 128);

    private final String label;
    private final int range;
    private final int kernelBytes;
    private final int binaryBytes;
    private final int[] circularBufferBytes;

    DecodeProgram(
        final String label,
        final int range,
        final int kernelBytes,
        final int binaryBytes,
        final int... circularBufferBytes)
    {
        this.label = label;
        this.range = range;
        this.kernelBytes = kernelBytes;
        this.binaryBytes = binaryBytes;
        this.circularBufferBytes = circularBufferBytes;
    }

    /** Name of the operation. */
    String label()
    {
        return label;
    }

    /** Cores that run it, a packed range. */
    int range()
    {
        return range;
    }

    /** Kernels of all RISCs of one core, in bytes. */
    int kernelBytes()
    {
        return kernelBytes;
    }

    /** Its binaries as they are kept in DRAM, in bytes. */
    int binaryBytes()
    {
        return binaryBytes;
    }

    /** How many circular buffers it has. */
    int circularBuffers()
    {
        return circularBufferBytes.length;
    }

    /** Bytes per core of a circular buffer. */
    int circularBufferBytes(final int index)
    {
        return circularBufferBytes[index];
    }

    private static final class Grid
    {
        static final int ALL = CoreRange.of(0, 0, 7, 7);
        static final int HALF = CoreRange.of(0, 0, 7, 3);
        static final int ROW = CoreRange.of(0, 0, 7, 0);
        static final int CORE = CoreRange.of(0, 0);
    }
}
