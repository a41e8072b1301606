using System.CommandLine;
using System.CommandLine.Parsing;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Scripting;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What people may set of the process that runs policies; the same options at a hub and at an edge.</summary>
/// <param name="memory">Default of <c>--policy-memory</c> in MiB.</param>
internal sealed class PolicyLimits(int memory)
{
    private readonly Option<int> _memory = new("--policy-memory") { Description = "memory of the process that runs policies, in MiB: above it it is ended, and started again", HelpName = "MIB", DefaultValueFactory = _ => memory };
    private readonly Option<Duration> _time = DurationOption.Create("--policy-time", "processor time that one call of a policy may take, and 100 µs for each edge or object that it is about", "1s");
    private readonly Option<string> _confinement = Confined();
    private readonly Option<string?> _group = new("--policy-cgroup") { Description = "control group in /sys/fs/cgroup that was handed over to this daemon; the process that runs policies gets one beneath it (default: what systemd delegated)", HelpName = "DIR" };

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        _memory.Validators.Add(result => Within(result, result.GetValueOrDefault<int>() is >= 128 and <= 65536, "--policy-memory is from 128 to 65536 MiB"));
        _time.Validators.Add(result => Within(result, result.GetValueOrDefault<Duration>().Time is { TotalMilliseconds: >= 10, TotalMinutes: <= 5 }, "--policy-time is from 10ms to 5m"));
        foreach (var option in new Option[] { _memory, _time, _confinement, _group })
        {
            command.Add(option);
        }
    }

    /// <summary>What was said, for the runtime's options.</summary>
    internal Action<PolicyRuntimeOptions> Read(ParseResult parsed)
    {
        var (most, time, group) = (parsed.GetValue(_memory), parsed.GetValue(_time), parsed.GetValue(_group));
        var confinement = parsed.GetValue(_confinement) switch
        {
            "required" => ConfinementMode.Required,
            "off" => ConfinementMode.Off,
            _ => ConfinementMode.BestEffort,
        };
        return options => (options.HostMiB, options.CallDeadline, options.Confinement, options.ControlGroup) = (most, time, confinement, group ?? options.ControlGroup);
    }

    private static void Within(OptionResult result, bool good, string rule)
    {
        if (!good)
        {
            result.AddError(rule);
        }
    }

    private static Option<string> Confined()
    {
        var option = new Option<string>("--policy-confinement")
        {
            Description = "whether the operating system must hold policies off files, network and programs: best-effort (what is missing is logged), required (else no policy runs), off (for debuggers)",
            HelpName = "best-effort|required|off",
            DefaultValueFactory = _ => "best-effort",
        };
        option.AcceptOnlyFromAmong("best-effort", "required", "off");
        return option;
    }
}
