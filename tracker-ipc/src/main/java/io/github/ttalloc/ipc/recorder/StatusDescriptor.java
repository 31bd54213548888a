package io.github.ttalloc.ipc.recorder;

/**
 * How the recorder is, in {@code recorder.dat}, little-endian.
 * <pre>
 *    0  Version (last)     4  State              8  Magic             16  Pid
 *   24  Start time        32  Heartbeat
 *   64  Journal sequence  72  Rings             80  Lost events       88  Ring errors
 *   96  Space stops      104  Idle rounds
 *  128  Ledger sequence  136  Snapshot sequence 144 Ledger errors
 * </pre>
 * The words up to 127 belong to the recorder agent, those from 128 on to the ledger agent.
 */
final class StatusDescriptor
{
    static final int VERSION = 1;

    /** The bytes {@code TTALLOCS} as a little-endian word. */
    static final long MAGIC = 0x53434F4C4C415454L;

    static final int VERSION_OFFSET = 0;
    static final int STATE_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int MAGIC_OFFSET = STATE_OFFSET + Integer.BYTES;
    static final int PID_OFFSET = MAGIC_OFFSET + Long.BYTES;
    static final int START_TIME_OFFSET = PID_OFFSET + Long.BYTES;
    static final int HEARTBEAT_OFFSET = START_TIME_OFFSET + Long.BYTES;

    static final int JOURNAL_SEQUENCE_OFFSET = 64;
    static final int RINGS_OFFSET = JOURNAL_SEQUENCE_OFFSET + Long.BYTES;
    static final int LOST_EVENTS_OFFSET = RINGS_OFFSET + Long.BYTES;
    static final int RING_ERRORS_OFFSET = LOST_EVENTS_OFFSET + Long.BYTES;
    static final int SPACE_STOPS_OFFSET = RING_ERRORS_OFFSET + Long.BYTES;
    static final int IDLE_ROUNDS_OFFSET = SPACE_STOPS_OFFSET + Long.BYTES;

    static final int LEDGER_SEQUENCE_OFFSET = 128;
    static final int SNAPSHOT_SEQUENCE_OFFSET = LEDGER_SEQUENCE_OFFSET + Long.BYTES;
    static final int LEDGER_ERRORS_OFFSET = SNAPSHOT_SEQUENCE_OFFSET + Long.BYTES;

    static final int FILE_LENGTH = 4096;

    static final int STATE_STOPPED = 0;
    static final int STATE_RUNNING = 1;
    static final int STATE_NO_SPACE = 2;

    private StatusDescriptor()
    {
    }
}
