package io.github.ttalloc.cli.demo;

import io.github.ttalloc.device.CoreRange;

import java.util.List;

/**
 * A program that the modelled decode runs: one operation of the runtime with its kernels and circular buffers.
 * <p>
 * Circular-buffer and binary sizes are of the order seen in a recorded decode of an 18-layer model on an n150; kernel
 * sizes lie around the 7 KiB per core that profiles of real models show. All programs fit the kernel ring together.
 *
 * @param label               name of the operation.
 * @param range               cores that run it, a packed {@link CoreRange}.
 * @param launchSlot          which launch message of the mailbox's ring it uses.
 * @param kernelBytes         kernels of all RISCs of one core.
 * @param binaryBytes         its binaries as they are kept in DRAM.
 * @param circularBufferBytes bytes per core of each circular buffer.
 */
record DecodeProgram(
    String label, int range, int launchSlot, int kernelBytes, int binaryBytes, List<Integer> circularBufferBytes)
{
    private static final int GRID = CoreRange.of(0, 0, 7, 7);
    private static final int HALF_GRID = CoreRange.of(0, 0, 7, 3);
    private static final int ONE_ROW = CoreRange.of(0, 0, 7, 0);
    private static final int ONE_CORE = CoreRange.of(0, 0);

    static final DecodeProgram EMBEDDINGS = new DecodeProgram(
        "Embeddings", ONE_ROW, 0, 3_072, 12_288, List.of(4_096, 8_192));
    static final DecodeProgram LAYER_NORM = new DecodeProgram(
        "LayerNorm", GRID, 1, 7_936, 22_528, List.of(2_048, 4_096, 2_048, 256));
    static final DecodeProgram MATMUL = new DecodeProgram(
        "Matmul", GRID, 2, 9_216, 18_432, List.of(8_192, 278_528, 64));
    static final DecodeProgram CREATE_HEADS = new DecodeProgram(
        "NLPCreateQKVHeadsDecode", HALF_GRID, 3, 2_560, 10_240, List.of(16_384));
    static final DecodeProgram ROTARY_EMBEDDING = new DecodeProgram(
        "RotaryEmbedding", HALF_GRID, 4, 5_120, 12_288, List.of(16_384, 2_048, 2_048, 16_384));
    static final DecodeProgram UPDATE_CACHE = new DecodeProgram(
        "PagedUpdateCache", HALF_GRID, 5, 4_608, 14_336, List.of(32_768, 16_384, 256));
    static final DecodeProgram ATTENTION = new DecodeProgram(
        "SdpaDecode", GRID, 6, 17_920, 53_248, List.of(16_384, 69_632, 61_440, 17_408, 34_816, 2_048));
    static final DecodeProgram CONCAT_HEADS = new DecodeProgram(
        "NLPConcatHeadsDecode", ONE_ROW, 7, 2_048, 8_192, List.of(16_384));
    static final DecodeProgram BINARY = new DecodeProgram(
        "BinaryNg", GRID, 0, 4_864, 12_288, List.of(4_096, 4_096, 4_096));
    static final DecodeProgram ARG_MAX = new DecodeProgram(
        "ArgMax", ONE_CORE, 1, 3_584, 10_240, List.of(262_144, 128));
}
