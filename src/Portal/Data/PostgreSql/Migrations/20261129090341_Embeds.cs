using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Embeds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "embed_keys",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RevokedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_embed_keys", x => new { x.Tenant, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "embed_snapshots",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Layout = table.Column<byte[]>(type: "bytea", nullable: false),
                    TakenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_embed_snapshots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "embeds",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ByHost = table.Column<bool>(type: "boolean", nullable: false),
                    Title = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Person = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Claims = table.Column<string>(type: "text", nullable: false),
                    IssuedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    UsedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RevokedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_embeds", x => new { x.Tenant, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "embed_snapshot_panels",
                columns: table => new
                {
                    Snapshot = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Panel = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Data = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_embed_snapshot_panels", x => new { x.Snapshot, x.Panel });
                    table.ForeignKey(
                        name: "FK_embed_snapshot_panels_embed_snapshots_Snapshot",
                        column: x => x.Snapshot,
                        principalTable: "embed_snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_embed_snapshots_ExpiresAt",
                table: "embed_snapshots",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_embed_snapshots_Tenant",
                table: "embed_snapshots",
                column: "Tenant");

            migrationBuilder.CreateIndex(
                name: "IX_embeds_ExpiresAt",
                table: "embeds",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_embeds_Tenant_IssuedAt",
                table: "embeds",
                columns: new[] { "Tenant", "IssuedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "embed_keys");

            migrationBuilder.DropTable(
                name: "embed_snapshot_panels");

            migrationBuilder.DropTable(
                name: "embeds");

            migrationBuilder.DropTable(
                name: "embed_snapshots");
        }
    }
}
