using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>Makes streams, looks at them and corrects them.</summary>
internal sealed class StreamKeeper(NatsConnection connection, TimeSpan timeout, TimeProvider time)
{
    private const int StreamNotFound = 10059;
    private const int NameInUse = 10058;
    private readonly NatsJSContext _jetStream = new(connection);

    /// <summary>Makes the stream when it is missing and corrects it when it differs.</summary>
    public async Task EnsureAsync(StreamConfig wanted, CancellationToken token)
    {
        var info = await FindAsync(wanted.Name!, token);
        if (info is null)
        {
            try
            {
                await CallAsync(t => _jetStream.CreateStreamAsync(wanted, t), wanted.Name!, token);
                return;
            }
            catch (BucketRefusedException e) when (e.InnerException is NatsJSApiException { Error.ErrCode: NameInUse })
            {
                // Another replica of the hub made it meanwhile, perhaps with other settings.
                info = await FindAsync(wanted.Name!, token)
                    ?? throw new BucketUnavailableException($"The stream {wanted.Name} comes and goes; another hub may be deleting it.", e);
            }
        }

        if (BucketStreams.Unfit(info.Config, wanted) is { } unfit)
        {
            throw new BucketRefusedException($"The stream {wanted.Name} {unfit}. It is not touched; save what it holds and remove it, or use another account.");
        }

        if (!BucketStreams.Same(info.Config, wanted))
        {
            await CallAsync(t => _jetStream.UpdateStreamAsync(BucketStreams.Correct(info.Config, wanted), t), wanted.Name!, token);
        }
    }

    /// <summary>The stream; null when the server says that it does not exist.</summary>
    public async Task<StreamInfo?> FindAsync(string stream, CancellationToken token)
    {
        try
        {
            return (await CallAsync(t => _jetStream.GetStreamAsync(stream, null, t), stream, token)).Info;
        }
        catch (BucketGoneException)
        {
            return null;
        }
    }

    /// <summary>The newest value of a key, as the stream's leader has it.</summary>
    public async Task<BucketEntry?> LastAsync(string stream, string subject, string key, CancellationToken token)
    {
        var opened = await CallAsync(t => _jetStream.GetStreamAsync(stream, null, t), stream, token);
        try
        {
            var found = (await CallAsync(t => opened.GetAsync(new StreamMsgGetRequest { LastBySubj = subject }, t), stream, token)).Message;
            var headers = string.IsNullOrEmpty(found.Hdrs) ? "" : System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(found.Hdrs));
            return headers.Contains("KV-Operation: ", StringComparison.Ordinal) ? null : new BucketEntry(key, found.Data, found.Seq);
        }
        catch (BucketRefusedException e) when (e.InnerException is NatsJSApiException { Error.Code: 404 })
        {
            return null;
        }
    }

    private async Task<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, string stream, CancellationToken token)
    {
        using var deadline = Deadline.After(timeout, time, token);
        try
        {
            return await call(deadline.Token);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == StreamNotFound)
        {
            throw new BucketGoneException($"The stream {stream} does not exist.", e);
        }
        catch (NatsJSApiException e) when (e.Error.Code is >= 400 and < 500)
        {
            throw new BucketRefusedException($"The server refuses the stream {stream}: {e.Error.Description}.", e);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The server did not answer about the stream {stream}: {e.Message}", e);
        }
    }
}
