namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Every kind of file, damaged in every way, with the embedded log.</summary>
public sealed class StateDamageOnDiskTests : StateDamageContract
{
    private string _log = "";

    [SetUp]
    public void MakeLogDirectory() => _log = Directory.CreateTempSubdirectory("damage-log-").FullName;

    [TearDown]
    public void DeleteLogDirectory() => Directory.Delete(_log, recursive: true);

    [TestCase("*.sst", "deleted")]
    [TestCase("*.sst", "truncated")]
    [TestCase("*.sst", "flipped")]
    [TestCase("MANIFEST-*", "deleted")]
    [TestCase("MANIFEST-*", "truncated")]
    [TestCase("MANIFEST-*", "flipped")]
    [TestCase("CURRENT", "deleted")]
    [TestCase("CURRENT", "flipped")]
    [TestCase("CURRENT", "emptied")]
    public async Task Damaged_state_is_restored_once_and_changes_no_result(string files, string how)
    {
        var metrics = await RunAsync(files, path => Damage(path, how));

        Assert.That(metrics.StateRebuilds, Is.EqualTo(1));
    }

    [TestCase("deleted", 1)]
    [TestCase("truncated", 0)]
    [TestCase("flipped", 0)]
    public async Task A_damaged_write_ahead_log_changes_no_result(string how, int rebuilds)
    {
        var metrics = await RunAsync("*.log", path => Damage(path, how));

        // What is left of it is an earlier commit, which the changelogs complete.
        Assert.That(metrics.StateRebuilds, Is.EqualTo(rebuilds));
    }

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(_log));

    private static void Damage(string path, string how)
    {
        var bytes = File.ReadAllBytes(path);
        switch (how)
        {
            case "deleted":
                File.Delete(path);
                break;
            case "truncated":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "emptied":
                File.WriteAllBytes(path, []);
                break;
            default:
                for (var i = 0; i < bytes.Length; i += 64)
                {
                    bytes[i] ^= 0x10;
                }

                File.WriteAllBytes(path, bytes);
                break;
        }
    }
}
