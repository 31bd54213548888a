package io.github.ttalloc.cli.demo;

import io.github.ttalloc.device.BufferType;

/**
 * Which half of serving a language model a producer does.
 */
public enum DecodeRole
{
    /** Takes in a prompt: 512 tokens of one user at once, activations in DRAM. */
    PREFILL(512, 1, BufferType.DRAM),
    /** Makes one token for each of 32 users in a step, activations in L1. */
    DECODE(32, 32, BufferType.L1);

    private final int rows;
    private final int users;
    private final BufferType activations;

    DecodeRole(final int rows, final int users, final BufferType activations)
    {
        this.rows = rows;
        this.users = users;
        this.activations = activations;
    }

    /**
     * Rows of every activation: tokens in flight.
     *
     * @return the count, a multiple of the 32 rows of a tile.
     */
    public int rows()
    {
        return rows;
    }

    /**
     * Users whose keys and values are kept.
     *
     * @return the count.
     */
    public int users()
    {
        return users;
    }

    /**
     * Where activations go.
     *
     * @return DRAM or L1.
     */
    public BufferType activations()
    {
        return activations;
    }
}
