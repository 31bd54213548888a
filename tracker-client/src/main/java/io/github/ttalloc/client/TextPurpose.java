package io.github.ttalloc.client;

/**
 * What the text of a text event is for, as the number in {@link EventDescriptor#TYPE_OFFSET}.
 */
public final class TextPurpose
{
    /** A tag of the producer: its text id is the tag id that events carry. */
    public static final int TAG = 0;

    /** The name of the process; its text id is 0. Made by the recorder. */
    public static final int PROCESS_NAME = 1;

    private TextPurpose()
    {
    }
}
