package io.github.ttalloc.cli.device;

/**
 * How the pages of a buffer lie on banks. Names are those of tt-metal's memory layouts.
 */
enum Layout
{
    /** On all banks in turn. */
    INTERLEAVED,
    /** On one bank. */
    SINGLE_BANK,
    /** On as many banks as there are shards, of whatever shape. */
    SHARDED,
    /** A shard is some rows of the tensor. */
    HEIGHT_SHARDED,
    /** A shard is some columns of the tensor. */
    WIDTH_SHARDED,
    /** A shard is some rows of some columns of the tensor. */
    BLOCK_SHARDED;

    /** Whether it needs to be told how many shards there are. */
    boolean isSharded()
    {
        return INTERLEAVED != this && SINGLE_BANK != this;
    }

    /** Banks that hold pages of a buffer which has enough of them. */
    int holders(final int shards, final int banks)
    {
        return isSharded() ? shards : SINGLE_BANK == this ? 1 : banks;
    }
}
