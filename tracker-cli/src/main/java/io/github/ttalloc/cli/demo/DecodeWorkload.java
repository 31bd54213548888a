package io.github.ttalloc.cli.demo;

import io.github.ttalloc.cli.demo.ModelledDevice.Buffer;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A language model (hidden size 2,048, feed-forward size 8,192, vocabulary 131,072, eight heads of 256) on one n150,
 * as far as memory goes: weights and key-value cache in DRAM, activations in L1 layer by layer, circular buffers per
 * program, firmware and kernels per core. Nothing is computed.
 * <p>
 * On purpose the result of each step, and an activation in every fourth of the first 64, is never freed:
 * {@link #leaked()} counts them.
 * Use: {@link #start()}, then {@link #step()} as often as the parameters say, then {@link #finish()}. Not threadsafe.
 */
public final class DecodeWorkload
{
    private static final int HIDDEN = 2_048;
    private static final int FEED_FORWARD = 8_192;
    private static final int VOCABULARY = 131_072;
    private static final int HEAD_SIZE = 256;
    private static final int MAX_SEQUENCE = 1_024;
    private static final int BF16_BYTES = 2;
    private static final int TILE_SIDE = 32;
    private static final int BF16_TILE_BYTES = 2_048;
    private static final int BFP8_TILE_BYTES = 1_088;
    private static final int TOKEN_BYTES = 4;
    private static final int SEMAPHORE_BYTES = 16;

    private static final int FORGETFUL_EVERY = 4;
    private static final int MAX_FORGETFUL = 16;

    private static final int GRID = CoreRange.of(0, 0, 7, 7);
    private static final int HALF_GRID = CoreRange.of(0, 0, 7, 3);
    private static final int ONE_ROW = CoreRange.of(0, 0, 7, 0);

    private final DecodeParameters parameters;
    private final AllocationReporter reporter;
    private final ModelledDevice device;
    private final Random random;
    private final List<Buffer> resident = new ArrayList<>();
    private int stepsDone;
    private int leaked;

    /**
     * A workload that has not begun.
     *
     * @param parameters what to run.
     * @param reporter   where its allocations go; stays open.
     */
    public DecodeWorkload(final DecodeParameters parameters, final AllocationReporter reporter)
    {
        this.parameters = parameters;
        this.reporter = reporter;
        device = new ModelledDevice(reporter, parameters.device(), parameters.chipId());
        random = new Random(parameters.seed());
    }

    /** Runs the whole of it: start, every step, finish. */
    public void run()
    {
        start();
        while (stepsDone < parameters.steps())
        {
            step();
        }
        finish();
    }

    /**
     * Opens the device and loads the model.
     *
     * @throws IllegalStateException if the model does not fit the device.
     */
    public void start()
    {
        reporter.mark(reporter.tag(label() + ".start"));
        device.open();
        resident.add(device.allocateSharded(
            "global_semaphore", BufferType.L1_SMALL, SEMAPHORE_BYTES * (long)CoreRange.size(GRID), SEMAPHORE_BYTES,
            GRID));
        resident.add(device.allocateInterleaved(
            "embedding.weight", BufferType.DRAM, (long)VOCABULARY * HIDDEN * BF16_BYTES, HIDDEN * BF16_BYTES));
        for (int layer = 0; layer < parameters.layers(); layer++)
        {
            loadLayer("layers." + layer + ".");
        }
        weight("norm.weight", TILE_SIDE, HIDDEN);
        weight("lm_head.weight", HIDDEN, VOCABULARY);
    }

    /**
     * Runs one token (decode) or one prompt (prefill) through every layer.
     *
     * @throws IllegalStateException if what was never freed has filled the memory.
     */
    public void step()
    {
        final int layers = parameters.layers();
        final boolean isForgetful = 0 == stepsDone % FORGETFUL_EVERY && stepsDone / FORGETFUL_EVERY < MAX_FORGETFUL;
        final int forgetfulLayer = isForgetful ? random.nextInt(layers) : layers;
        reporter.mark(reporter.tag(label() + ".step " + stepsDone));
        final Buffer tokens = device.allocateInterleaved(
            "tokens", BufferType.DRAM, (long)parameters.role().rows() * TOKEN_BYTES, TOKEN_BYTES);
        Buffer hidden = activation("hidden", HIDDEN, GRID);
        device.run(DecodeProgram.EMBEDDINGS, hidden);
        device.free(tokens);
        for (int layer = 0; layer < layers; layer++)
        {
            hidden = feedForward(attention(hidden, layer == forgetfulLayer));
        }
        final Buffer normed = activation("norm", HIDDEN, GRID);
        device.run(DecodeProgram.LAYER_NORM, normed);
        device.free(hidden);
        final Buffer logits = activation("logits", VOCABULARY, GRID);
        device.run(DecodeProgram.MATMUL, logits);
        device.free(normed);
        device.allocateInterleaved(
            "sampled_tokens", BufferType.DRAM, (long)parameters.role().rows() * TOKEN_BYTES, TOKEN_BYTES);
        leaked++;
        device.run(DecodeProgram.ARG_MAX, null);
        device.free(logits);
        stepsDone++;
    }

    /** Frees the model and what else it should; what it forgot stays. */
    public void finish()
    {
        reporter.mark(reporter.tag(label() + ".finish"));
        resident.forEach(device::free);
        resident.clear();
        device.close();
    }

    /**
     * How many steps were run.
     *
     * @return the count.
     */
    public int stepsDone()
    {
        return stepsDone;
    }

    /**
     * How many buffers were forgotten so far.
     *
     * @return the count.
     */
    public int leaked()
    {
        return leaked;
    }

    private String label()
    {
        return parameters.role().name().toLowerCase(Locale.ROOT);
    }

    private void loadLayer(final String prefix)
    {
        weight(prefix + "input_norm.weight", TILE_SIDE, HIDDEN);
        weight(prefix + "attention.wqkv", HIDDEN, HIDDEN + 2 * HEAD_SIZE);
        weight(prefix + "attention.wo", HIDDEN, HIDDEN);
        weight(prefix + "post_norm.weight", TILE_SIDE, HIDDEN);
        weight(prefix + "mlp.gate", HIDDEN, FEED_FORWARD);
        weight(prefix + "mlp.up", HIDDEN, FEED_FORWARD);
        weight(prefix + "mlp.down", FEED_FORWARD, HIDDEN);
        cache(prefix + "attention.k_cache");
        cache(prefix + "attention.v_cache");
    }

    private void weight(final String tag, final long rows, final long columns)
    {
        final long tiles = rows / TILE_SIDE * (columns / TILE_SIDE);
        resident.add(device.allocateInterleaved(tag, BufferType.DRAM, tiles * BFP8_TILE_BYTES, BFP8_TILE_BYTES));
    }

    private void cache(final String tag)
    {
        resident.add(device.allocateInterleaved(
            tag, BufferType.DRAM, (long)parameters.role().users() * MAX_SEQUENCE * HEAD_SIZE * BF16_BYTES,
            BF16_TILE_BYTES));
    }

    private Buffer attention(final Buffer hidden, final boolean isForgetful)
    {
        final Buffer normed = activation("attention.norm", HIDDEN, GRID);
        device.run(DecodeProgram.LAYER_NORM, normed);
        final Buffer qkv = activation("attention.qkv", HIDDEN + 2 * HEAD_SIZE, CoreRange.ALL);
        device.run(DecodeProgram.MATMUL, qkv);
        device.free(normed);
        final Buffer queries = heads("attention.q");
        final Buffer keys = heads("attention.k");
        final Buffer values = heads("attention.v");
        device.run(DecodeProgram.CREATE_HEADS, queries);
        device.free(qkv);
        final Buffer turnedQueries = heads("attention.q_rotated");
        device.run(DecodeProgram.ROTARY_EMBEDDING, turnedQueries);
        device.free(queries);
        final Buffer turnedKeys = heads("attention.k_rotated");
        device.run(DecodeProgram.ROTARY_EMBEDDING, turnedKeys);
        device.free(keys);
        device.run(DecodeProgram.UPDATE_CACHE, null);
        device.free(turnedKeys);
        device.run(DecodeProgram.UPDATE_CACHE, null);
        device.free(values);
        final Buffer attended = heads("attention.sdpa");
        device.run(DecodeProgram.ATTENTION, attended);
        device.free(turnedQueries);
        final Buffer joined = activation("attention.heads_joined", HIDDEN, ONE_ROW);
        device.run(DecodeProgram.CONCAT_HEADS, joined);
        device.free(attended);
        final Buffer projected = activation("attention.output", HIDDEN, GRID);
        device.run(DecodeProgram.MATMUL, projected);
        if (isForgetful)
        {
            leaked++;
        }
        else
        {
            device.free(joined);
        }
        return add(hidden, projected);
    }

    private Buffer feedForward(final Buffer hidden)
    {
        final Buffer normed = activation("mlp.norm", HIDDEN, GRID);
        device.run(DecodeProgram.LAYER_NORM, normed);
        final Buffer gate = activation("mlp.gate_output", FEED_FORWARD, GRID);
        device.run(DecodeProgram.MATMUL, gate);
        final Buffer up = activation("mlp.up_output", FEED_FORWARD, GRID);
        device.run(DecodeProgram.MATMUL, up);
        device.free(normed);
        final Buffer product = activation("mlp.product", FEED_FORWARD, GRID);
        device.run(DecodeProgram.BINARY, product);
        device.free(gate);
        device.free(up);
        final Buffer down = activation("mlp.output", HIDDEN, GRID);
        device.run(DecodeProgram.MATMUL, down);
        device.free(product);
        return add(hidden, down);
    }

    private Buffer add(final Buffer left, final Buffer right)
    {
        final Buffer sum = activation("residual", HIDDEN, GRID);
        device.run(DecodeProgram.BINARY, sum);
        device.free(left);
        device.free(right);
        return sum;
    }

    private Buffer heads(final String tag)
    {
        return activation(tag, TILE_SIDE * HEAD_SIZE, HALF_GRID);
    }

    private Buffer activation(final String tag, final long columns, final int range)
    {
        final BufferType type = parameters.role().activations();
        final long bytes = parameters.role().rows() * columns * BF16_BYTES;
        return BufferType.L1 == type && CoreRange.ALL != range ?
            device.allocateSharded(tag, type, bytes, BF16_TILE_BYTES, range) :
            device.allocateInterleaved(tag, type, bytes, BF16_TILE_BYTES);
    }
}
