namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The few things that are done to the folder. Every failure is an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
internal interface IManifestFolder
{
    /// <summary>Where it is.</summary>
    string Path { get; }

    /// <summary>Makes it if need be and removes what a killed run left half written.</summary>
    void Prepare();

    /// <summary>What a reader's folder does now and then; called with every step, so cheap when there is nothing to do.</summary>
    void Tend()
    {
    }

    /// <summary>The names of all files in it, in order.</summary>
    IReadOnlyList<string> Names();

    /// <summary>Whether anything has this name, be it a file, a folder or a link.</summary>
    bool Exists(string name);

    /// <summary>The bytes of a file; null when there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Writes a file whole or not at all, mode 0600, durable when it returns; without <paramref name="replace"/> only where there was none: false when there was.</summary>
    bool Write(string name, ReadOnlySpan<byte> bytes, bool replace);

    /// <summary>Removes a file durably; false when there was none.</summary>
    bool Remove(string name);

    /// <summary>Gives a damaged file another name, out of the way; the new name.</summary>
    string SetAside(string name);
}
