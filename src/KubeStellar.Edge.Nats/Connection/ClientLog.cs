using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>
/// What the client logs, without its failures to connect: it has a stack for each try. For connections whose owner says each failure himself, as a sentence;
/// a site that is alone for weeks would write little else.
/// </summary>
internal sealed class ClientLog(ILoggerFactory loggers) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Calm(loggers.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The factory is somebody else's.
    }

    private sealed class Calm(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId != NatsLogEvents.Connection || exception is null)
                logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
