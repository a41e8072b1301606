namespace KubeStellar.Edge.Scripting;

/// <summary>The process in which policies run now.</summary>
public interface IPolicyHost
{
    /// <summary>Its resident memory in MiB; 0 when none runs, or where it cannot be read.</summary>
    long ResidentMiB { get; }
}
