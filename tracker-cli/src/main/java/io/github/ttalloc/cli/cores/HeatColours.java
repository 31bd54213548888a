package io.github.ttalloc.cli.cores;

/**
 * Colours of a map by how full a core is, for terminals with 256 of them; or none at all.
 */
final class HeatColours
{
    private static final String RESET = "\u001b[0m";
    private static final String EMPTY = "\u001b[38;5;250;48;5;236m";
    private static final String FAINT = "\u001b[2m";
    private static final String ALARM = "\u001b[1;31m";
    private static final int[] BACKGROUNDS = {22, 28, 64, 100, 136, 166, 160, 124};

    private final boolean isOn;

    HeatColours(final boolean isOn)
    {
        this.isOn = isOn;
    }

    /** A text on the colour of a share, from 0 for nothing to 1 for a full core. */
    String heat(final String text, final double share)
    {
        if (share <= 0)
        {
            return put(EMPTY, text);
        }
        final int step = Math.min(BACKGROUNDS.length - 1, (int)(share * BACKGROUNDS.length));
        return put("\u001b[38;5;231;48;5;" + BACKGROUNDS[step] + "m", text);
    }

    /** A text that matters less. */
    String faint(final String text)
    {
        return put(FAINT, text);
    }

    /** A text that must be seen. */
    String alarm(final String text)
    {
        return put(ALARM, text);
    }

    /** What the colours mean, or nothing without colours. */
    String legend()
    {
        if (!isOn)
        {
            return "";
        }
        final StringBuilder legend =
            new StringBuilder("  Heat by L1 used: empty ").append(heat("   ", 0)).append(" 0% ");
        for (int i = 0; i < BACKGROUNDS.length; i++)
        {
            legend.append(heat("   ", (i + 0.5) / BACKGROUNDS.length));
        }
        return legend.append(" 100%").toString();
    }

    private String put(final String colour, final String text)
    {
        return isOn ? colour + text + RESET : text;
    }
}
