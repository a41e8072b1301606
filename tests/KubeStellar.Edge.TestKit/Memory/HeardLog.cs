using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>A log that keeps what it is told, whatever the category.</summary>
/// <param name="least">Below it nothing is logged.</param>
public sealed class HeardLog(LogLevel least = LogLevel.Trace) : ILoggerFactory, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Error)> _said = [];

    /// <summary>All lines so far, in order.</summary>
    public IReadOnlyCollection<(LogLevel Level, string Text, Exception? Error)> Said => _said;

    /// <inheritdoc cref="ILoggerFactory.CreateLogger"/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <summary>Not for this one.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
            _said.Enqueue((logLevel, formatter(state, exception), exception));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
