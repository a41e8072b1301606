using System.ComponentModel;
using System.Diagnostics;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>A nats-server on this machine that is recent enough.</summary>
/// <param name="Path">Full path of the program.</param>
/// <param name="Version">What it says its version is.</param>
public sealed record NatsServerBinary(string Path, Version Version)
{
    /// <summary>Environment variable that names the program.</summary>
    public const string Variable = "KSE_NATS_SERVER";

    private const string Program = "nats-server";

    /// <summary>
    /// Finds the program: the option, the environment variable, <c>.tools/nats-server</c> beside this binary or in a folder above it up to the repository's, the PATH.
    /// One that is named (option, variable) is the only one tried; of the others the first that is recent enough is taken.
    /// </summary>
    /// <exception cref="ServerException">There is none, or it is too old; the message names version, path and the version needed.</exception>
    public static async Task<NatsServerBinary> FindAsync(string? option, CancellationToken cancellation)
    {
        var named = option ?? Environment.GetEnvironmentVariable(Variable);
        IReadOnlyList<string> places = string.IsNullOrEmpty(named) ? [.. Tools(AppContext.BaseDirectory), .. OnPath()] : [System.IO.Path.GetFullPath(named)];
        return await FirstAsync(places, cancellation);
    }

    internal static async Task<NatsServerBinary> FirstAsync(IReadOnlyList<string> places, CancellationToken cancellation)
    {
        ServerException? refused = null;
        foreach (var place in places.Where(File.Exists))
        {
            try
            {
                return await CheckAsync(place, cancellation);
            }
            catch (ServerException e)
            {
                refused ??= e;
            }
        }

        throw refused ?? new ServerException(
            $"There is no nats-server ({ServerVersion.Oldest} or newer) at {(places.Count == 1 ? places[0] : "the usual places or on the PATH")}. Install one, run 'make build', or name one with {Variable}.");
    }

    internal static async Task<NatsServerBinary> CheckAsync(string path, CancellationToken cancellation)
    {
        var said = await AskVersionAsync(path, cancellation);
        var version = ServerVersion.Parse(said)
            ?? throw new ServerException($"{path} does not say a version when run with --version, so it is not used as nats-server.");
        return version >= ServerVersion.Oldest
            ? new NatsServerBinary(path, version)
            : throw new ServerException(
                $"nats-server {version} at {path} is too old: {ServerVersion.Oldest} or newer is needed, since earlier ones lose acknowledged writes. Install a newer one, or name one with {Variable}.");
    }

    internal static IEnumerable<string> Tools(string directory)
    {
        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            yield return System.IO.Path.Combine(folder.FullName, ".tools", Program);
            if (folder.EnumerateFiles("*.sln").Any())
            {
                yield break;
            }
        }
    }

    private static IEnumerable<string> OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append("/usr/sbin")
        .Append("/usr/local/bin")
        .Select(folder => System.IO.Path.Combine(folder, Program));

    private static async Task<string> AskVersionAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return output + await errors;
        }
        catch (Win32Exception e)
        {
            throw new ServerException($"{path} cannot be run as nats-server: {e.Message}.", e);
        }
    }
}
