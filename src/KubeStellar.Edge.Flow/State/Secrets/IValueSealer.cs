using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>Turns secret values into handles (<see cref="SealedText"/>) and back, under the hub's own key. Safe for several threads.</summary>
public interface IValueSealer
{
    /// <summary>A new handle for a value. Sealing the same value again gives another handle, so equal values do not show as equal.</summary>
    /// <param name="origin">The object that the value was written in.</param>
    /// <param name="json">The value's JSON text.</param>
    string Seal(SealOrigin origin, ReadOnlySpan<byte> json);

    /// <summary>The JSON text of a value.</summary>
    /// <param name="origin">The object that the value was written in.</param>
    /// <param name="handle">The handle, whole.</param>
    /// <exception cref="SealBrokenException">It is no handle, of another object, altered, or sealed by a key that is not this hub's.</exception>
    byte[] Open(SealOrigin origin, string handle);
}
