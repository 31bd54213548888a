package io.github.ttalloc.tests.crash;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A child JVM that stops for good before a line of its program: what a crash switch would do, at every line and at no
 * cost to the program. The child is held by a debugger, so that it can be killed right there.
 */
final class StoppedAtLine implements AutoCloseable
{
    /** Options of a child that waits for the debugger, and says where. */
    static final List<String> OPTIONS = List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y");

    private static final String ADDRESS_MARK = "at address: ";
    private static final int POLL_MILLIS = 5;
    private static final int ATTACH_MILLIS = 30_000;

    private final VirtualMachine machine;
    private final String typeName;
    private final String methodName;
    private final SplittableRandom random;
    private final int passes;
    private String place;

    private StoppedAtLine(
        final VirtualMachine machine, final String typeName, final String methodName, final SplittableRandom random,
        final int passes)
    {
        this.machine = machine;
        this.typeName = typeName;
        this.methodName = methodName;
        this.random = random;
        this.passes = passes;
    }

    /** Lets a child run until it has passed some line of a method a number of times less one. */
    static StoppedAtLine launch(
        final Process child, final String typeName, final String methodName, final SplittableRandom random,
        final int passes) throws IOException
    {
        final StoppedAtLine stopped =
            new StoppedAtLine(attach(child), typeName, methodName, random, passes);
        final ClassPrepareRequest prepare = stopped.machine.eventRequestManager().createClassPrepareRequest();
        prepare.addClassFilter(typeName);
        prepare.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        prepare.enable();
        stopped.machine.resume();
        return stopped;
    }

    /** Runs the child until it stops at the line, or a condition holds: whether it stopped. */
    boolean await(final BooleanSupplier isOver)
    {
        try
        {
            while (!isOver.getAsBoolean())
            {
                final EventSet events = machine.eventQueue().remove(POLL_MILLIS);
                if (null != events)
                {
                    for (final Event event : events)
                    {
                        if (event instanceof BreakpointEvent)
                        {
                            return true;
                        }
                        if (event instanceof ClassPrepareEvent prepared)
                        {
                            choose(prepared.referenceType());
                        }
                    }
                    events.resume();
                }
            }
            return false;
        }
        catch (final InterruptedException | VMDisconnectedException ex)
        {
            throw new AssertionError("the child ended before it was killed, at or before " + place, ex);
        }
    }

    /** The line that was chosen. */
    String place()
    {
        return typeName + "." + methodName + " " + place + " pass=" + passes;
    }

    @Override
    public void close()
    {
        try
        {
            machine.dispose();
        }
        catch (final VMDisconnectedException ex)
        {
            return;
        }
    }

    private void choose(final ReferenceType type)
    {
        final List<Location> lines = new ArrayList<>();
        for (final Method method : type.methodsByName(methodName))
        {
            lines.addAll(linesOf(method));
        }
        assertFalse(lines.isEmpty(), () -> typeName + " has no method " + methodName);
        final Location line = lines.get(random.nextInt(lines.size()));
        place = "line " + line.lineNumber();
        final BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(line);
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        request.addCountFilter(passes);
        request.enable();
    }

    private static List<Location> linesOf(final Method method)
    {
        try
        {
            return method.allLineLocations();
        }
        catch (final AbsentInformationException ex)
        {
            throw new AssertionError(method + " was compiled without lines", ex);
        }
    }

    private static VirtualMachine attach(final Process child) throws IOException
    {
        final BufferedReader output =
            new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        final String line = output.readLine();
        assertTrue(null != line && line.contains(ADDRESS_MARK), () -> "no address of the debugger in: " + line);
        final AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(candidate -> "com.sun.jdi.SocketAttach".equals(candidate.name()))
            .findFirst()
            .orElseThrow();
        final Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(line.substring(line.indexOf(ADDRESS_MARK) + ADDRESS_MARK.length()).trim());
        arguments.get("timeout").setValue(Integer.toString(ATTACH_MILLIS));
        try
        {
            return connector.attach(arguments);
        }
        catch (final IllegalConnectorArgumentsException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
