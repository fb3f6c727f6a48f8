using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>The directory of one instance of an application: its state database, and what it remembers about itself. One instance at a time holds it.</summary>
/// <remarks>
/// <para>A given <see cref="StreamsOptions.StateDirectory"/> has one directory for each application: <c>&lt;directory&gt;/&lt;application id&gt;</c>.</para>
/// <para>
/// The default is <c>&lt;local application data&gt;/clickstream/&lt;application id&gt;/&lt;log&gt;/&lt;instance&gt;</c>. State belongs to the log that it was
/// made from, so each log has a directory. Instances without an id take the first of the directories 0, 1, 2, … that no other instance
/// holds, so that several of them run beside each other and find their state again.
/// </para>
/// </remarks>
internal sealed class InstanceDirectory : IDisposable
{
    private const int MaxInstances = 1_000;

    private readonly StreamsOptions _options;
    private readonly string _log;
    private string? _path;
    private FileStream? _lock;

    /// <param name="options">Where state lies, and the ids.</param>
    /// <param name="log">Names the log.</param>
    public InstanceDirectory(StreamsOptions options, string log)
    {
        _options = options;
        _log = log;
    }

    /// <summary>The directory; null when state is kept in memory.</summary>
    /// <exception cref="InvalidOperationException">It is not claimed yet.</exception>
    public string? Path => _options.KeepsStateInMemory ? null : _path ?? throw new InvalidOperationException("The instance has not claimed its directory yet.");

    /// <summary>The directory; null while it is not claimed, and when state is kept in memory. Thread-safe.</summary>
    public string? ClaimedPath => Volatile.Read(ref _path);

    /// <summary>The directory of the state database in it.</summary>
    /// <exception cref="InvalidOperationException">It is not claimed yet, or state is kept in memory.</exception>
    public string DatabasePath => System.IO.Path.Combine(Path ?? throw new InvalidOperationException("State is kept in memory."), "rocksdb");

    /// <summary>Creates the directory if necessary and takes it for this instance.</summary>
    /// <exception cref="StateDirectoryInUseException">Another instance holds it.</exception>
    /// <exception cref="StateException">It cannot be created or written to.</exception>
    public void Claim()
    {
        if (_options.KeepsStateInMemory || _path is not null)
        {
            return;
        }

        if (_options.StateDirectory is { } given)
        {
            var own = System.IO.Path.Combine(given, _options.ApplicationId);
            _path = TryTake(own) ? own : throw new StateDirectoryInUseException(own);
            return;
        }

        var parent = System.IO.Path.Combine(DefaultRoot(), _options.ApplicationId, LogName());
        if (_options.InstanceId is { } id)
        {
            var own = System.IO.Path.Combine(parent, $"instance-{id}");
            _path = TryTake(own) ? own : throw new StateDirectoryInUseException(own);
            return;
        }

        _path = Enumerable.Range(0, MaxInstances)
            .Select(number => System.IO.Path.Combine(parent, number.ToString(CultureInfo.InvariantCulture)))
            .FirstOrDefault(TryTake) ?? throw new StateDirectoryInUseException(parent);
    }

    /// <summary>Gives the directory back. Its files stay.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private static string DefaultRoot()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? System.IO.Path.Combine(local, "clickstream")
            : throw new StateException(
                $"This user has no directory for local application data, the default location of state. Set {nameof(StreamsOptions)}.{nameof(StreamsOptions.StateDirectory)}, "
                + $"or {nameof(StreamsOptions.InMemoryState)} to keep state in memory.");
    }

    private string LogName() => $"log-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_log)))[..8]}";

    private bool TryTake(string directory)
    {
        try
        {
            Create(directory);
            _lock = new FileStream(System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (UnauthorizedAccessException error)
        {
            throw CannotUse(directory, error);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(directory, "lock")))
        {
            return false;
        }
        catch (IOException error)
        {
            throw CannotUse(directory, error);
        }
    }

    private static void Create(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            // Only this user: the rows hold what the events held.
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static StateException CannotUse(string directory, Exception error) => new(
        $"The state directory '{directory}' cannot be used: {error.Message} Set {nameof(StreamsOptions)}.{nameof(StreamsOptions.StateDirectory)} to a directory that this user may "
        + $"write to, or {nameof(StreamsOptions.InMemoryState)} to keep state in memory.",
        error);
}
