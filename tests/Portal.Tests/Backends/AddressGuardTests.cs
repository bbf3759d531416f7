using System.Net;
using Portal.Backends;

namespace Portal.Tests.Backends;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("169.254.0.1", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("64:ff9b::a9fe:a9fe", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("100.100.100.200", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("ff02::1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("fd12::1", false)]
    [InlineData("8.8.8.8", false)]
    public void Names_may_not_lead_to_addresses_that_no_backend_has(string address, bool refused) => Assert.Equal(refused, AddressGuard.IsRefused(IPAddress.Parse(address)));
}
