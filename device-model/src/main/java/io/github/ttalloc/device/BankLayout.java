package io.github.ttalloc.device;

/**
 * How the pages of a buffer spread over banks, in turn and as evenly as whole pages allow.
 * <p>
 * An allocation takes the same range in every bank, so the fullest bank sets what is reserved in all of them. An
 * interleaved buffer spreads over all banks of its memory, a sharded one over as many as it has shards.
 *
 * @param banks     banks that hold pages.
 * @param alignment what a page is rounded up to in a bank, a power of two, in bytes.
 */
public record BankLayout(int banks, int alignment)
{
    /**
     * A layout.
     *
     * @param banks     banks that hold pages, at least 1.
     * @param alignment bytes, a power of two.
     * @throws IllegalArgumentException if a value is out of its range.
     */
    public BankLayout
    {
        if (banks < 1 || Integer.bitCount(alignment) != 1 || alignment < 1)
        {
            throw new IllegalArgumentException("banks=" + banks + " must be at least 1 and alignment=" + alignment +
                " a power of two");
        }
    }

    /**
     * Bytes that a buffer reserves in each bank.
     *
     * @param bytes     size of the buffer, a multiple of the page size but for its last page; may be 0.
     * @param pageBytes size of a page, at least 1 unless the buffer is empty.
     * @return bytes, a multiple of the alignment.
     * @throws IllegalArgumentException if a value is out of its range.
     */
    public long bytesPerBank(final long bytes, final long pageBytes)
    {
        if (bytes < 0 || pageBytes < 0 || 0 == pageBytes && bytes > 0)
        {
            throw new IllegalArgumentException("bytes=" + bytes + " must not be negative and pageBytes=" + pageBytes +
                " must be at least 1");
        }
        if (0 == bytes)
        {
            return 0;
        }
        final long lastPage = (bytes - 1) / pageBytes;
        return Math.multiplyExact(1 + lastPage / banks, align(pageBytes));
    }

    /**
     * How many banks hold pages of a buffer; the others are reserved all the same. On L1 these are cores. Which ones
     * they are is not known: the runtime shuffles its banks.
     *
     * @param bytes     size of the buffer; may be 0.
     * @param pageBytes size of a page, at least 1.
     * @return 0 to {@link #banks()}.
     */
    public int banksWithPages(final long bytes, final long pageBytes)
    {
        return 0 == bytes ? 0 : (int)Math.min(banks, 1 + (bytes - 1) / pageBytes);
    }

    /**
     * Rounds bytes up to the alignment.
     *
     * @param bytes not negative.
     * @return the next multiple of the alignment.
     */
    public long align(final long bytes)
    {
        return bytes + alignment - 1 & -alignment;
    }
}
