package io.github.ttalloc.benchmarks.guard;

/**
 * What a figure of ours must keep, as a ratio to that of a rival in the same run.
 *
 * @param what   in words.
 * @param sense  how the ratio is formed and which way is good.
 * @param ours   name of our figure.
 * @param rival  name of the rival's figure; a number stands for itself.
 * @param target what is asked for.
 * @param held   what is held: a run beyond it fails.
 */
record Bound(String what, Sense sense, String ours, String rival, double target, double held)
{
    /**
     * How a ratio is formed of two times, and which way is good.
     */
    enum Sense
    {
        /** Our time by the rival's: at most. */
        TIME("<="),

        /** Our rate by the rival's, so the rival's time by ours: at least. */
        RATE(">=");

        private final String sign;

        Sense(final String sign)
        {
            this.sign = sign;
        }

        String sign()
        {
            return sign;
        }

        static Sense of(final String sign)
        {
            for (final Sense sense : values())
            {
                if (sense.sign.equals(sign))
                {
                    return sense;
                }
            }
            throw new IllegalArgumentException("sense=" + sign + " must be " + TIME.sign + " or " + RATE.sign);
        }
    }

    boolean hasNumberAsRival()
    {
        return rival.matches("[0-9.]+");
    }

    double ratio(final double ourTime, final double rivalTime)
    {
        return Sense.TIME == sense ? ourTime / rivalTime : rivalTime / ourTime;
    }

    boolean isWithin(final double ratio, final double limit)
    {
        return Sense.TIME == sense ? ratio <= limit : ratio >= limit;
    }

    /** A limit made easier by some noise. */
    double eased(final double limit, final double noise)
    {
        return Sense.TIME == sense ? limit * (1 + noise) : limit / (1 + noise);
    }

    Bound holding(final double newHeld)
    {
        return new Bound(what, sense, ours, rival, target, newHeld);
    }
}
