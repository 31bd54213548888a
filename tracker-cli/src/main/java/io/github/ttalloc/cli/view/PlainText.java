package io.github.ttalloc.cli.view;

/**
 * Text of others, such as tags and process names, made safe for a terminal.
 */
public final class PlainText
{
    private PlainText()
    {
    }

    /**
     * Replaces what a terminal would obey instead of showing.
     *
     * @param text of others.
     * @return the text with a question mark for each control character.
     */
    public static String of(final String text)
    {
        for (int i = 0; i < text.length(); i++)
        {
            if (Character.isISOControl(text.charAt(i)))
            {
                return text.replaceAll("\\p{Cntrl}", "?");
            }
        }
        return text;
    }
}
