export default { testEnvironment: 'node', transform: {}, watchman: false };
