using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Host.Confinement;

/// <summary>
/// A filter on system calls, by an allow list: no socket, no file, no program, no process, no namespace, no tracing; and nothing that a later kernel adds.
/// See seccomp(2), and linux/filter.h for the instructions.
/// </summary>
internal static class SeccompFilter
{
    private const int SetFilter = 1;
    private const int EveryThread = 1;
    private const int LeaveSpeculation = 4;
    private const int NoSuchThread = 3;
    private const ushort Load = 0x20;
    private const ushort And = 0x54;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7FFF0000;
    private const uint KillProcess = 0x80000000;
    private const uint Refuse = 0x00050000;
    private const uint NotPermitted = 1;
    private const uint AccessDenied = 13;
    private const uint NotImplemented = 38;
    private const uint CloneThread = 0x00010000;
    private const uint NumberAt = 0;
    private const uint MachineAt = 4;

    /// <summary>Installs it in every thread, those to come included. There is no way back.</summary>
    /// <returns>Why it cannot be had; null when it is in force.</returns>
    internal static unsafe string? Install()
    {
        if (Syscalls.OfThisMachine is not { } calls)
        {
            return $"the numbers of system calls are not known for {RuntimeInformation.ProcessArchitecture}";
        }

        var program = Program(calls, (uint)Environment.ProcessId);
        fixed (Instruction* first = program)
        {
            var header = new Header((ushort)program.Length, (nint)first);
            var result = Native.Call(calls.Seccomp, SetFilter, EveryThread | LeaveSpeculation, (nint)(&header), 0, 0, 0);
            return result switch
            {
                0 => null,
                > 0 => $"thread {result} runs under a filter of its own",
                _ when Marshal.GetLastPInvokeError() == NoSuchThread => "a thread runs under a filter of its own",
                _ => Native.LastError(),
            };
        }
    }

    /// <summary>The filter's instructions.</summary>
    internal static Instruction[] Program(Syscalls calls, uint self)
    {
        List<Instruction> program =
        [
            new(Load, 0, 0, MachineAt),
            new(JumpIfEqual, 1, 0, calls.Machine),
            new(Return, 0, 0, KillProcess),
            new(Load, 0, 0, NumberAt),
        ];
        foreach (var number in calls.Free)
        {
            program.Add(new Instruction(JumpIfEqual, 0, 1, (uint)number));
            program.Add(new Instruction(Return, 0, 0, Allow));
        }

        foreach (var number in calls.Opens)
        {
            program.Add(new Instruction(JumpIfEqual, 0, 1, (uint)number));
            program.Add(new Instruction(Return, 0, 0, Refuse | AccessDenied));
        }

        When(program, calls.Spawn, 0, CloneThread, CloneThread);
        foreach (var number in calls.Signals)
        {
            When(program, number, 0, uint.MaxValue, self);
        }

        // PR_SET_NAME, PR_GET_NAME, PR_SET_VMA.
        When(program, calls.Prctl, 0, uint.MaxValue, 15, 16, 0x53564D41);
        // F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC.
        When(program, calls.Fcntl, 1, uint.MaxValue, 1, 2, 3, 4, 1030);
        OnlyReading(program, calls.Prlimit);
        // As a kernel answers that lacks the call: libraries then do without it, or fail with an error.
        program.Add(new Instruction(Return, 0, 0, Refuse | NotImplemented));
        return [.. program];
    }

    /// <summary>A call that is allowed when its argument, masked, is one of some values.</summary>
    private static void When(List<Instruction> program, int number, int argument, uint mask, params ReadOnlySpan<uint> values)
    {
        program.Add(new Instruction(JumpIfEqual, 0, (byte)(3 + (2 * values.Length)), (uint)number));
        program.Add(new Instruction(Load, 0, 0, Low(argument)));
        program.Add(new Instruction(And, 0, 0, mask));
        foreach (var value in values)
        {
            program.Add(new Instruction(JumpIfEqual, 0, 1, value));
            program.Add(new Instruction(Return, 0, 0, Allow));
        }

        program.Add(new Instruction(Return, 0, 0, Refuse | NotPermitted));
    }

    /// <summary>prlimit64 whose third argument, the new limit, is null.</summary>
    private static void OnlyReading(List<Instruction> program, int number)
    {
        program.Add(new Instruction(JumpIfEqual, 0, 6, (uint)number));
        program.Add(new Instruction(Load, 0, 0, Low(2)));
        program.Add(new Instruction(JumpIfEqual, 0, 3, 0));
        program.Add(new Instruction(Load, 0, 0, Low(2) + 4));
        program.Add(new Instruction(JumpIfEqual, 0, 1, 0));
        program.Add(new Instruction(Return, 0, 0, Allow));
        program.Add(new Instruction(Return, 0, 0, Refuse | NotPermitted));
    }

    private static uint Low(int argument) => 16 + (8 * (uint)argument);

    /// <summary><c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Header(ushort Length, nint First);
}
