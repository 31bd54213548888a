package io.github.ttalloc.cli.demo;

/**
 * What one producer of the demo runs. The same parameters give the same events in the same order.
 *
 * @param device number of its device, 0 to 63.
 * @param chipId what every process calls this chip, or 0 if unknown.
 * @param layers layers of the model, 1 to {@value #MAX_LAYERS}.
 * @param steps  tokens (decode) or prompts (prefill) to run, from 1.
 * @param role   which half of serving it does.
 * @param seed   decides what is left allocated in the end.
 */
public record DecodeParameters(int device, long chipId, int layers, int steps, DecodeRole role, long seed)
{
    /** Most layers that a model may have and still fit an n150. */
    public static final int MAX_LAYERS = 64;

    private static final int MAX_DEVICE = 63;

    /**
     * Parameters.
     *
     * @param device number of its device.
     * @param chipId what every process calls this chip, or 0.
     * @param layers layers of the model.
     * @param steps  tokens or prompts to run.
     * @param role   which half of serving it does.
     * @param seed   decides what is left allocated in the end.
     * @throws IllegalArgumentException if a value is out of its range.
     */
    public DecodeParameters
    {
        if (device < 0 || device > MAX_DEVICE || layers < 1 || layers > MAX_LAYERS || steps < 1)
        {
            throw new IllegalArgumentException("device=" + device + " must be 0 to " + MAX_DEVICE + ", layers=" +
                layers + " 1 to " + MAX_LAYERS + " and steps=" + steps + " at least 1");
        }
    }
}
