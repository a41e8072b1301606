using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>
/// Keeps the newest connection: settings are read again when one of their files has changed, and when the server no longer takes our credentials or we no
/// longer its certificate. A reading that fails leaves the connection as it was. Requests under way end on the connection that they began on.
/// </summary>
internal sealed partial class ConnectionKeeper(ClusterAccess access, ClusterTimes times, TimeProvider time, ILogger<ConnectionKeeper> log) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewLongest = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile ApiConnection? _connection;
    private string _stamp = "";
    private long _looked;
    private long? _renewed;
    private TimeSpan _pause;

    /// <summary>For people: where settings are read from.</summary>
    internal string Place => access.Place;

    public void Dispose()
    {
        _connection?.Dispose();
        _gate.Dispose();
    }

    /// <exception cref="AccessException">They cannot be read, and never were.</exception>
    internal async Task<ApiConnection> GetAsync(CancellationToken token)
    {
        if (_connection is { } current && !IsExpiring(current) && time.GetElapsedTime(Volatile.Read(ref _looked)) < LookEvery)
        {
            return current;
        }

        await _gate.WaitAsync(token);
        try
        {
            if (_connection is not { } known)
            {
                return await OpenAsync(token);
            }

            if (time.GetElapsedTime(_looked) >= LookEvery)
            {
                _looked = time.GetTimestamp();
                var changed = Stamp(known.Settings.Files) != _stamp;
                if (changed || IsExpiring(known))
                {
                    LogChanged(Place);
                    await ReopenAsync(token);
                }
            }

            return _connection;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The connection was refused (401, TLS): reads the settings again. True when there is another connection to try.</summary>
    internal async Task<bool> RenewAsync(ApiConnection refused, CancellationToken token)
    {
        await _gate.WaitAsync(token);
        try
        {
            if (!ReferenceEquals(_connection, refused))
            {
                return true;
            }

            // Where that does not help it is tried ever less often: a plugin may ask people, or a service that is paid for. Changed files are seen anyway.
            var gap = _renewed is { } last ? time.GetElapsedTime(last) : TimeSpan.MaxValue;
            if (gap < _pause)
            {
                return false;
            }

            var next = _pause * 2 < RenewLongest ? _pause * 2 : RenewLongest;
            _pause = gap > 2 * RenewLongest ? RenewEvery : next;

            _renewed = time.GetTimestamp();
            return await ReopenAsync(token);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ApiConnection> OpenAsync(CancellationToken token)
    {
        var settings = await access.LoadAsync(token);
        _stamp = Stamp(settings.Files);
        _looked = time.GetTimestamp();
        return _connection = new ApiConnection(settings, times);
    }

    private async Task<bool> ReopenAsync(CancellationToken token)
    {
        try
        {
            // The old one is not disposed of: watches that run on it end by themselves, and its idle connections close.
            await OpenAsync(token);
            return true;
        }
        catch (AccessException error)
        {
            LogKept(error.Message);
            return false;
        }
    }

    // A little early, so that no request meets it.
    private bool IsExpiring(ApiConnection connection) => connection.Settings.Expires is { } expires && time.GetUtcNow() > expires - LookEvery;

    private static string Stamp(IReadOnlyList<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            try
            {
                hash.AppendData(File.ReadAllBytes(file));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                hash.AppendData("-"u8);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [LoggerMessage(6100, LogLevel.Information, "The credentials at {Place} have changed; they are read again")]
    private partial void LogChanged(string place);

    [LoggerMessage(6101, LogLevel.Warning, "The credentials cannot be read again, and stay as they were: {Reason}")]
    private partial void LogKept(string reason);
}
