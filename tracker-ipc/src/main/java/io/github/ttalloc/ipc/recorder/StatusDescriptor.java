package io.github.ttalloc.ipc.recorder;

/**
 * How the recorder is, in {@code recorder.dat}, little-endian.
 * <pre>
 *    0  Version (last)     4  State              8  Magic             16  Pid
 *   24  Start time        32  Heartbeat
 *   64  Journal sequence  72  Rings             80  Lost events       88  Ring errors
 *   96  Space stops      104  Idle rounds       112  Backlog         120  Rescues
 *  128  Recorder CPU     136  Journal errors
 *  192  Ledger sequence  200  Snapshot sequence 208  Ledger errors   216  Ledger generation
 *  224  Ledger CPU       232  Latency count     240  p50   248  p99   256  p99.9   264  Maximum
 * </pre>
 * The words up to 191 belong to the recorder agent, those from 192 on to the ledger agent.
 */
final class StatusDescriptor
{
    static final int VERSION = 2;

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
    static final int BACKLOG_OFFSET = IDLE_ROUNDS_OFFSET + Long.BYTES;
    static final int RESCUES_OFFSET = BACKLOG_OFFSET + Long.BYTES;
    static final int RECORDER_CPU_OFFSET = RESCUES_OFFSET + Long.BYTES;
    static final int JOURNAL_ERRORS_OFFSET = RECORDER_CPU_OFFSET + Long.BYTES;

    static final int LEDGER_SEQUENCE_OFFSET = 192;
    static final int SNAPSHOT_SEQUENCE_OFFSET = LEDGER_SEQUENCE_OFFSET + Long.BYTES;
    static final int LEDGER_ERRORS_OFFSET = SNAPSHOT_SEQUENCE_OFFSET + Long.BYTES;
    static final int LEDGER_GENERATION_OFFSET = LEDGER_ERRORS_OFFSET + Long.BYTES;
    static final int LEDGER_CPU_OFFSET = LEDGER_GENERATION_OFFSET + Long.BYTES;
    static final int LATENCY_COUNT_OFFSET = LEDGER_CPU_OFFSET + Long.BYTES;
    static final int LATENCY_P50_OFFSET = LATENCY_COUNT_OFFSET + Long.BYTES;
    static final int LATENCY_P99_OFFSET = LATENCY_P50_OFFSET + Long.BYTES;
    static final int LATENCY_P999_OFFSET = LATENCY_P99_OFFSET + Long.BYTES;
    static final int LATENCY_MAX_OFFSET = LATENCY_P999_OFFSET + Long.BYTES;

    static final int FILE_LENGTH = 4096;

    static final int STATE_STOPPED = 0;
    static final int STATE_RUNNING = 1;
    static final int STATE_NO_SPACE = 2;

    private StatusDescriptor()
    {
    }
}
