namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>Where what is known of an object is from.</summary>
internal enum RowSource
{
    /// <summary>The edge said it by itself and is in reach: it says so when that changes, as far as its policy has it.</summary>
    Kept,

    /// <summary>The edge was asked just now.</summary>
    Live,

    /// <summary>The edge cannot be reached: this is what it said last.</summary>
    LastKnown,
}
